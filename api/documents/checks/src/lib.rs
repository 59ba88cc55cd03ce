//! Empty: its tests read what the program `registro-documents` wrote.
