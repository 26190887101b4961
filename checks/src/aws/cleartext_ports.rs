//! Ports that, by convention, carry protocols without encryption.

const PORTS: [i64; 18] = [20, 21, 23, 25, 69, 80, 110, 143, 389, 514, 1433, 3306, 5432, 6379, 8000, 8080, 11211, 27017];

/// True where a connection to this port starts in plaintext by convention.
pub(super) fn is_cleartext(port: i64) -> bool {
    PORTS.contains(&port)
}
