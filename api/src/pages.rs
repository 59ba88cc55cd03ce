//! The pages in Italian: each file reads what its page shows and fills the view, which the template lays out.

pub mod views_board;
pub mod views_calendar;
pub mod views_class_day;
pub mod views_dashboard;
pub mod views_duties;
pub mod views_event;
pub mod views_family;
pub mod views_history;
pub mod views_justify;
pub mod views_layout;
pub mod views_list;
pub mod views_permissions;
pub mod views_problem;
pub mod views_roll_call;
pub mod views_sign_in;
pub mod views_student;
pub mod views_student_day;
pub mod views_text;
pub mod views_trend;
pub mod views_why;

pub mod address;
pub mod frame;

pub mod home;
pub mod problem;
pub mod sign_in;

pub mod ask_permission;
pub mod board;
pub mod class_day;
pub mod class_hours;
pub mod classes;
pub mod compose;
pub mod contest;
pub mod counting;
pub mod dashboard;
pub mod day_why;
pub mod disclosure;
pub mod duties;
pub mod duty_form;
pub mod event;
pub mod family;
pub mod foretell;
pub mod history;
pub mod justify;
pub mod lists;
pub mod notice;
pub mod permissions;
pub mod roll_call;
pub mod student;
pub mod student_day;
pub mod student_lists;
pub mod student_why;
pub mod student_year;
