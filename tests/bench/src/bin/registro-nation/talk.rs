//! What is sent to the server, and what must come back.

use jiff::civil::Date;
use registro_eventlog::event::CommandId;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{Class, Failure};

/// One command: it must be recorded. How many events it made.
pub(super) async fn send(
    connection: &mut BufReader<TcpStream>,
    path: &str,
    token: &str,
    body: &str,
) -> Result<u64, Failure> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: registro\r\nauthorization: Bearer {token}\r\nidempotency-key: {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        CommandId::fresh(),
        body.len()
    );
    let (head, answer) = ask(connection, &request).await?;
    let told: serde_json::Value = serde_json::from_str(&answer)?;
    match (told["position"]["first"].as_u64(), told["position"]["last"].as_u64()) {
        (Some(first), Some(last)) if head.starts_with("HTTP/1.1 20") => Ok(last - first + 1),
        (Some(_) | None, _) => Err(format!("{head}{answer}").into()),
    }
}

/// One page, or one answer for programs: it must be there.
pub(super) async fn look(
    connection: &mut BufReader<TcpStream>,
    class: &Class,
    day: Date,
    number: usize,
) -> Result<(), Failure> {
    let id = class.id.0;
    let path = match (number % 3, class.students.first()) {
        (0, _) => format!("/classi/{id}?giorno={day}"),
        (1, Some(student)) => format!("/api/v1/students/{}?year=2025", student.0),
        (_, _) => format!("/api/v1/classes/{id}/days/{day}"),
    };
    let token = &class.token;
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: registro\r\naccept: */*\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    let (head, answer) = ask(connection, &request).await?;
    if head.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(format!("{path}: {head}{answer}").into()) }
}

/// One request on a connection that is kept: its head and its body.
pub(super) async fn ask(
    connection: &mut BufReader<TcpStream>,
    request: &str,
) -> Result<(String, String), Failure> {
    connection.get_mut().write_all(request.as_bytes()).await?;
    let (mut line, mut head, mut length) = (String::new(), String::new(), 0);
    while 2 < connection.read_line(&mut line).await? {
        if let Some(given) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = given.trim().parse()?;
        }
        head.push_str(&line);
        line.clear();
    }
    let mut answer = vec![0; length];
    connection.read_exact(&mut answer).await?;
    Ok((head, String::from_utf8(answer)?))
}
