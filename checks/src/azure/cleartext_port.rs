//! Ports whose usual protocol has no encryption of its own.

/// The protocol that usually speaks on a port, where it is one without encryption.
pub(super) const fn protocol(port: i64) -> Option<&'static str> {
    Some(match port {
        20 | 21 => "FTP",
        23 => "Telnet",
        25 => "SMTP",
        80 | 8080 => "HTTP",
        110 => "POP3",
        143 => "IMAP",
        389 => "LDAP",
        1433 => "SQL Server",
        3306 => "MySQL",
        5432 => "PostgreSQL",
        6379 => "Redis",
        _ => return None,
    })
}
