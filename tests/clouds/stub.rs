//! An HTTP server on loopback that answers by request lines.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method, path and query.
    pub(crate) line: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// How the answer goes wrong.
    pub(crate) wrong: Wrong,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    Nothing,
    /// The body breaks off in its middle.
    Cut,
    /// Nothing comes, until the caller hangs up.
    Silent,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), wrong: Wrong::Nothing }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn wrong(self, wrong: Wrong) -> Self {
        Self { wrong, ..self }
    }
}

/// Answers a request, of which so many came with the same line before.
pub(crate) type Answer = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

pub(crate) struct Stub {
    pub(crate) origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Stub {
    /// A server whose answers may name its own origin.
    pub(crate) fn start<F>(answers: impl FnOnce(&str) -> F) -> Self
    where
        F: Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let answer: Arc<Answer> = Arc::new(answers(&origin));
        let remembered = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&remembered));
                thread::spawn(move || {
                    // A caller that hangs up is no failure of the stub.
                    let _ = serve(&stream, &*answer, &seen);
                });
            }
        });
        Self { origin, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How often each line was asked.
    pub(crate) fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for seen in self.seen() {
            *counts.entry(seen.line).or_default() += 1;
        }
        counts
    }
}

fn serve(stream: &TcpStream, answer: &Answer, seen: &Mutex<Vec<Seen>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let line = format!("{method} {target}");
        let (mut authorization, mut length) = (None, 0);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "authorization" => authorization = Some(value.trim().to_owned()),
                "content-length" => length = value.trim().parse().unwrap_or_default(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let request = Seen { line, authorization, body: String::from_utf8_lossy(&body).into_owned() };
        let before = {
            let mut seen = seen.lock().unwrap();
            let before = seen.iter().filter(|other| other.line == request.line && other.body == request.body).count();
            seen.push(request.clone());
            before
        };
        let reply = answer(&request, before);
        let mut head = format!("HTTP/1.1 {} Stub\r\ncontent-length: {}\r\n", reply.status, reply.body.len());
        for (name, value) in &reply.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("content-type: application/json\r\n\r\n");
        let mut out = stream;
        match reply.wrong {
            Wrong::Nothing => out.write_all(format!("{head}{}", reply.body).as_bytes())?,
            Wrong::Cut => {
                let half = reply.body.get(..reply.body.len() / 2).unwrap_or_default();
                out.write_all(format!("{head}{half}").as_bytes())?;
                return stream.shutdown(std::net::Shutdown::Both);
            }
            Wrong::Silent => {
                reader.read_line(&mut String::new())?;
                return Ok(());
            }
        }
    }
}
