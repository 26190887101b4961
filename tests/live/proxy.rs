//! A proxy in front of an emulator: it tells which operation of AWS a request is, keeps a record, and applies faults.
//!
//! A thread a connection, one request upstream at a time on a connection of its own. Requests and answers are held in
//! memory as a whole.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a module of tests: a test fails by panicking, and not every test uses everything"
)]

use serde_json::Value;
use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

/// The most bytes of one head (request or status line with headers).
const MAX_HEAD: u64 = 64 * 1024;
/// The most bytes of one body.
const MAX_BODY: u64 = 256 * 1024 * 1024;
/// How far ahead the clock of [`Fault::Skew`] is.
const SKEW: Duration = Duration::from_hours(1);
/// How old or new a signature may be there.
const SKEW_TOLERANCE: Duration = Duration::from_mins(5);
/// The names of page tokens in the requests of AWS.
const TOKENS: [&str; 6] = ["NextToken", "nextToken", "Marker", "marker", "position", "continuation-token"];

/// A fault, and the calls that meet it. Of several rules for a call the first one that applies decides; one that does
/// not apply ([`Fault::Throttle`] and [`Fault::FailFromPage`] now and then, [`Fault::Delay`] always) leaves the call to
/// the next one.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `ec2:DescribeVpcs`, `ec2:*` for all of a service, `*` for every operation.
    pub op: String,
    /// The region of the signature; none for every region.
    pub region: Option<String>,
    /// What happens to the call.
    pub fault: Fault,
}

impl Rule {
    /// A rule for every region.
    pub fn new(op: impl Into<String>, fault: Fault) -> Self {
        Self { op: op.into(), region: None, fault }
    }

    /// The rule for one region.
    #[must_use]
    pub fn in_region(self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    fn matches(&self, call: &Call) -> bool {
        let service = self.op.strip_suffix('*');
        service.map_or(self.op == call.op, |prefix| call.op.starts_with(prefix))
            && self.region.as_ref().is_none_or(|region| *region == call.region)
    }
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The service's own word for "not authorized".
    Deny,
    /// The service's own word for "too many requests", at every n-th call of the rule; 1 is every call.
    Throttle {
        /// How often.
        every: u32,
    },
    /// This status with a page of HTML, as a gateway in front of a service answers.
    Status(u16),
    /// Status 200 and a body that ends in the middle of its syntax; its length is as announced.
    Malformed,
    /// No answer until the client gives up.
    Hang,
    /// The answer of the emulator, whose second half is missing: the connection closes before the announced length.
    CutBody,
    /// The service's own word for "the token has expired".
    ExpiredToken,
    /// The service's clock is an hour ahead: its `Date` says so, and it refuses what was signed by another clock.
    Skew,
    /// Status 500 and an internal failure in the service's own shape for this page and those after it; 1 is the first.
    /// A page is told by its token, so a repeated request is the same page. Tokens in CBOR (cloudwatch) are not read.
    FailFromPage(u32),
    /// The answer comes that much later.
    Delay(Duration),
    /// Status 200 and an answer without any member: an empty list. For XML this holds for EC2 and the query protocol.
    Empty,
    /// Status 200 and this body, which has to be in the shape of the service.
    Answer(String),
    /// The answer of S3 in a region where the bucket is not: it is in this one.
    MovedTo(String),
    /// Only the calls whose parameters ([`Seen::parameters`]) hold this text, an ARN for example.
    WhenAsked {
        /// The text.
        text: String,
        /// What happens to them.
        then: Box<Self>,
    },
}

impl Fault {
    /// The fault for the calls whose parameters hold a text.
    #[must_use]
    pub fn when_asked(self, text: impl Into<String>) -> Self {
        Self::WhenAsked { text: text.into(), then: Box::new(self) }
    }

    /// What happens to a call with these parameters.
    fn for_parameters(&self, parameters: &str) -> Option<&Self> {
        match self {
            Self::WhenAsked { text, then } if parameters.contains(text) => then.for_parameters(parameters),
            Self::WhenAsked { .. } => None,
            _ => Some(self),
        }
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `ec2:DescribeVpcs`; `?:GET /path` where it is not known.
    pub op: String,
    /// The region of the signature; empty where there is none.
    pub region: String,
    /// The access key of the signature; empty where there is none.
    pub access_key: String,
    /// The form, the JSON or the path and query without the page token: what was asked for.
    pub parameters: String,
    /// When it came, since the proxy started.
    pub at: Duration,
    /// The status that was sent; 0 where none was.
    pub status: u16,
    /// How long its answer took.
    pub took: Duration,
}

/// The proxy. It closes when dropped.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    upstream: u16,
    rules: Vec<Rule>,
    delay: Duration,
    started: Instant,
    closing: AtomicBool,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    /// The connections of clients, so that they can be closed.
    open: BTreeMap<u64, TcpStream>,
    /// How many calls each rule was asked about.
    asked: BTreeMap<usize, u32>,
    /// The page of each token, by what was asked for.
    pages: BTreeMap<String, BTreeMap<String, u32>>,
}

impl State {
    /// The number of the page that a call asks for, from 1.
    fn page(&mut self, call: &Call) -> u32 {
        let asked = format!("{} {} {} {}", call.op, call.region, call.access_key, call.parameters);
        let Some(token) = &call.token else {
            self.pages.remove(&asked);
            return 1;
        };
        let known = self.pages.entry(asked).or_default();
        let next = u32::try_from(known.len()).unwrap() + 2;
        *known.entry(token.clone()).or_insert(next)
    }
}

impl Proxy {
    /// Starts a proxy for a server on a port of the loopback interface; `delay` is added to every call.
    pub fn start(upstream: u16, rules: Vec<Rule>, delay: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            upstream,
            rules,
            delay,
            started: Instant::now(),
            closing: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
            state: Mutex::default(),
        });
        let accepting = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept(&listener, &shared))
        };
        Self { port, shared, accepting: Some(accepting) }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request so far, in the order in which they came.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.state().seen.clone()
    }

    /// How many requests there were.
    pub fn total(&self) -> usize {
        self.shared.state().seen.len()
    }

    /// How many requests each operation had.
    pub fn by_op(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for seen in &self.shared.state().seen {
            *counts.entry(seen.op.clone()).or_default() += 1;
        }
        counts
    }

    /// The most requests that waited for their answer at one time.
    pub fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
        // Their threads end by themselves.
        for stream in self.shared.state().open.values() {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for (number, stream) in (0..).zip(listener.incoming()) {
        if shared.closing.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if let Ok(copy) = stream.try_clone() {
            shared.state().open.insert(number, copy);
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A client that goes away in the middle of a request is no failure of the proxy.
            drop(serve(&shared, &stream));
            drop(stream.shutdown(Shutdown::Both));
            shared.state().open.remove(&number);
        });
    }
}

/// Serves the requests of one connection.
fn serve(shared: &Shared, stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = read_request(&mut reader, &mut writer)? {
        let call = identify(&request);
        let _guard = InFlight::enter(shared);
        let index = {
            let mut state = shared.state();
            state.seen.push(Seen {
                op: call.op.clone(),
                region: call.region.clone(),
                access_key: call.access_key.clone(),
                parameters: call.parameters.clone(),
                at: shared.started.elapsed(),
                status: 0,
                took: Duration::ZERO,
            });
            state.seen.len() - 1
        };
        thread::sleep(shared.delay);
        let reply = reply(shared, &request, &call);
        let (answer, cut) = match reply {
            Reply::Whole(answer) => (answer, false),
            Reply::Cut(answer) => (answer, true),
            Reply::Never => {
                // Returns when the client closes, or the proxy.
                stream.peek(&mut [0])?;
                return Ok(());
            }
        };
        {
            let mut state = shared.state();
            let seen = &mut state.seen[index];
            seen.status = answer.status;
            seen.took = shared.started.elapsed().saturating_sub(seen.at);
        }
        let keep = request.keeps_alive() && !cut;
        let mut bytes = answer.head(request.method == "HEAD", keep).into_bytes();
        if request.method != "HEAD" {
            let sent = if cut { answer.body.len() / 2 } else { answer.body.len() };
            bytes.extend_from_slice(&answer.body[..sent]);
        }
        writer.write_all(&bytes)?;
        if !keep {
            break;
        }
    }
    Ok(())
}

/// Counts a request while it waits for its answer.
struct InFlight<'a>(&'a Shared);

impl<'a> InFlight<'a> {
    fn enter(shared: &'a Shared) -> Self {
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        Self(shared)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

enum Reply {
    Whole(Answer),
    Cut(Answer),
    Never,
}

/// Decides what a call meets.
fn reply(shared: &Shared, request: &Request, call: &Call) -> Reply {
    let mut skewed = false;
    for (index, rule) in shared.rules.iter().enumerate().filter(|(_, rule)| rule.matches(call)) {
        let Some(fault) = rule.fault.for_parameters(&call.parameters) else { continue };
        match fault {
            Fault::Throttle { every } => {
                let mut state = shared.state();
                let count = state.asked.entry(index).or_default();
                *count += 1;
                if count.is_multiple_of((*every).max(1)) {
                    return Reply::Whole(call.refusal(Refusal::Throttled));
                }
            }
            Fault::FailFromPage(first) => {
                if shared.state().page(call) >= *first {
                    return Reply::Whole(call.refusal(Refusal::Broken));
                }
            }
            Fault::Delay(delay) => thread::sleep(*delay),
            Fault::Skew => {
                skewed = true;
                let date = request.header("x-amz-date").unwrap_or_default();
                let soonest = compact(now() + SKEW.saturating_sub(SKEW_TOLERANCE));
                let latest = compact(now() + SKEW + SKEW_TOLERANCE);
                // The compact form sorts like the time.
                if date < soonest.as_str() || date > latest.as_str() {
                    return Reply::Whole(call.refusal(Refusal::Skewed).dated(now() + SKEW));
                }
            }
            Fault::Deny => return Reply::Whole(call.refusal(Refusal::Denied)),
            Fault::ExpiredToken => return Reply::Whole(call.refusal(Refusal::Expired)),
            Fault::Status(status) => {
                let body = format!("<html><body><h1>{status}</h1></body></html>").into_bytes();
                return Reply::Whole(Answer::new(*status, "text/html", body));
            }
            Fault::Malformed => return Reply::Whole(call.malformed()),
            Fault::Hang => return Reply::Never,
            Fault::CutBody => return Reply::Cut(forward(shared, request)),
            Fault::Empty => return Reply::Whole(call.empty()),
            Fault::Answer(body) => return Reply::Whole(call.success(body.clone().into_bytes())),
            Fault::MovedTo(region) => {
                return Reply::Whole(call.refusal(Refusal::Moved).with("x-amz-bucket-region", region));
            }
            Fault::WhenAsked { .. } => unreachable!("it was unwrapped"),
        }
    }
    let answer = forward(shared, request);
    Reply::Whole(if skewed { answer.dated(now() + SKEW) } else { answer })
}

/// What the emulator answers.
fn forward(shared: &Shared, request: &Request) -> Answer {
    ask(shared.upstream, request).unwrap_or_else(|error| {
        Answer::new(502, "text/plain", format!("the proxy could not ask the emulator: {error}").into_bytes())
    })
}

fn ask(port: u16, request: &Request) -> io::Result<Answer> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
    for (name, value) in &request.headers {
        if !is_of_connection(name) {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
    }
    bytes.extend_from_slice(format!("content-length: {}\r\nconnection: close\r\n\r\n", request.body.len()).as_bytes());
    bytes.extend_from_slice(&request.body);
    stream.write_all(&bytes)?;
    read_answer(&mut BufReader::new(stream), request.method == "HEAD")
}

/// Headers that belong to one connection, or that the sender writes itself.
fn is_of_connection(name: &str) -> bool {
    ["connection", "keep-alive", "transfer-encoding", "content-length", "expect"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

// --- HTTP ---------------------------------------------------------------------------------------------------------

type Headers = Vec<(String, String)>;

#[derive(Debug)]
struct Request {
    method: String,
    /// The path with its query.
    target: String,
    version: String,
    headers: Headers,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    fn keeps_alive(&self) -> bool {
        let wish = self.header("connection").unwrap_or_default();
        self.version == "HTTP/1.1" && !wish.eq_ignore_ascii_case("close")
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    /// Without those of the connection.
    headers: Headers,
    body: Vec<u8>,
    /// The length that the answer to a HEAD announces.
    announced: Option<String>,
}

impl Answer {
    fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![
            ("content-type".to_owned(), content_type.to_owned()),
            ("date".to_owned(), http_date(now())),
            ("x-amzn-requestid".to_owned(), REQUEST_ID.to_owned()),
        ];
        Self { status, headers, body, announced: None }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn dated(self, time: Duration) -> Self {
        self.with("date", http_date(time))
    }

    fn head(&self, no_body: bool, keep: bool) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        let length = self.announced.clone().filter(|_| no_body).unwrap_or_else(|| self.body.len().to_string());
        let connection = if keep { "keep-alive" } else { "close" };
        let (status, reason) = (self.status, if self.status < 400 { "OK" } else { "Error" });
        format!("HTTP/1.1 {status} {reason}\r\n{headers}content-length: {length}\r\nconnection: {connection}\r\n\r\n")
    }
}

fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn broken(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// The next line without its end; none at the end of the stream.
fn read_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if reader.take(MAX_HEAD).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        return Err(broken("a line without end"));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map(Some).map_err(|_| broken("a line that is not UTF-8"))
}

/// The first line and the headers; none at the end of the stream.
fn read_head(reader: &mut impl BufRead) -> io::Result<Option<(String, Headers)>> {
    let Some(first) = read_line(reader)? else { return Ok(None) };
    let mut headers = Headers::new();
    loop {
        let line = read_line(reader)?.ok_or_else(|| broken("headers without end"))?;
        if line.is_empty() {
            return Ok(Some((first, headers)));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a header without colon"))?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

fn read_exactly(reader: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let room = MAX_BODY.saturating_sub(body.len() as u64);
    if length > room {
        return Err(broken("a body that is too long"));
    }
    if reader.take(length).read_to_end(body)? as u64 == length { Ok(()) } else { Err(broken("a body cut short")) }
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader)?.ok_or_else(|| broken("chunks without end"))?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| broken("a chunk without size"))?;
        if size == 0 {
            // Trailers end with an empty line.
            while !read_line(reader)?.ok_or_else(|| broken("trailers without end"))?.is_empty() {}
            return Ok(body);
        }
        read_exactly(reader, size, &mut body)?;
        if read_line(reader)?.as_deref() != Some("") {
            return Err(broken("a chunk longer than its size"));
        }
    }
}

/// The body that the headers announce; none where they announce none.
fn read_body(reader: &mut impl BufRead, headers: &Headers) -> io::Result<Option<Vec<u8>>> {
    if header(headers, "transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked")) {
        return read_chunks(reader).map(Some);
    }
    let Some(length) = header(headers, "content-length") else { return Ok(None) };
    let length = length.parse().map_err(|_| broken("a length that is no number"))?;
    let mut body = Vec::new();
    read_exactly(reader, length, &mut body)?;
    Ok(Some(body))
}

/// The next request; none where the client has closed.
fn read_request(reader: &mut impl BufRead, writer: &mut impl Write) -> io::Result<Option<Request>> {
    let Some((first, headers)) = read_head(reader)? else { return Ok(None) };
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return Err(broken("a request line without three words"));
    };
    if header(&headers, "expect").is_some_and(|expected| expected.eq_ignore_ascii_case("100-continue")) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = read_body(reader, &headers)?.unwrap_or_default();
    Ok(Some(Request {
        method: method.to_owned(),
        target: target.to_owned(),
        version: version.to_owned(),
        headers,
        body,
    }))
}

fn read_answer(reader: &mut impl BufRead, no_body: bool) -> io::Result<Answer> {
    loop {
        let (first, mut headers) = read_head(reader)?.ok_or_else(|| broken("no answer"))?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
        let status = status.ok_or_else(|| broken("a status line without status"))?;
        if (100..200).contains(&status) {
            continue;
        }
        let announced = header(&headers, "content-length").map(str::to_owned);
        let body = if no_body || status == 204 || status == 304 {
            Vec::new()
        } else if let Some(body) = read_body(reader, &headers)? {
            body
        } else {
            let mut body = Vec::new();
            reader.take(MAX_BODY).read_to_end(&mut body)?;
            body
        };
        headers.retain(|(name, _)| !is_of_connection(name));
        return Ok(Answer { status, headers, body, announced });
    }
}

// --- times --------------------------------------------------------------------------------------------------------

/// The time since 1970.
fn now() -> Duration {
    #[allow(clippy::disallowed_methods, reason = "a server has a clock")]
    let now = SystemTime::now();
    now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// Year, month, day, and the seconds of the day of a time since 1970.
fn calendar(time: Duration) -> (u64, u64, u64, u64) {
    let (mut days, seconds) = (time.as_secs() / 86400, time.as_secs() % 86400);
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= if is_leap(year) { 366 } else { 365 } {
        days -= if is_leap(year) { 366 } else { 365 };
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1, seconds)
}

/// `20261125T033157Z`, as `x-amz-date` has it.
fn compact(time: Duration) -> String {
    let (year, month, day, seconds) = calendar(time);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// `Wed, 25 Nov 2026 03:31:57 GMT`, as `Date` has it.
fn http_date(time: Duration) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day, seconds) = calendar(time);
    let weekday = DAYS.iter().cycle().nth(usize::try_from(time.as_secs() / 86400 % 7).unwrap()).unwrap();
    let month = MONTHS[usize::try_from(month).unwrap() - 1];
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{weekday}, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT")
}

// --- operations ---------------------------------------------------------------------------------------------------

/// The shapes of requests and errors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Protocol {
    Ec2,
    Query,
    Json,
    Cbor,
    RestJson,
    S3,
    CloudFront,
}

/// What a request asks for.
#[derive(Debug)]
struct Call {
    protocol: Protocol,
    /// `ec2:DescribeVpcs`
    op: String,
    region: String,
    access_key: String,
    /// Asks for a further page.
    token: Option<String>,
    /// Everything that was asked, without the token.
    parameters: String,
}

/// Operations that are told by method and path: the service, the method, the path (`{}` is any one part), a member of
/// the query that has to be there, and the operation. The first that fits counts.
const ROUTES: &[(&str, &str, &str, &str, &str)] = &[
    ("apigateway", "GET", "restapis", "", "GetRestApis"),
    ("apigateway", "GET", "restapis/{}/resources", "", "GetResources"),
    ("apigateway", "GET", "restapis/{}/stages", "", "GetStages"),
    ("apigatewayv2", "GET", "v2/apis", "", "GetApis"),
    ("apigatewayv2", "GET", "v2/apis/{}/integrations", "", "GetIntegrations"),
    ("cloudfront", "GET", "{}/distribution", "", "ListDistributions"),
    ("cloudfront", "GET", "{}/function", "", "ListFunctions"),
    ("cloudfront", "GET", "{}/vpc-origin", "", "ListVpcOrigins"),
    ("cloudfront", "GET", "{}/vpc-origin/{}", "", "GetVpcOrigin"),
    ("eks", "GET", "clusters", "", "ListClusters"),
    ("eks", "GET", "clusters/{}", "", "DescribeCluster"),
    ("eks", "GET", "clusters/{}/addons", "", "ListAddons"),
    ("kafka", "GET", "api/v2/clusters", "", "ListClustersV2"),
    ("opensearch", "GET", "{}/domain", "", "ListDomainNames"),
    ("opensearch", "POST", "{}/opensearch/domain-info", "", "DescribeDomains"),
    ("ram", "POST", "getresourceshareassociations", "", "GetResourceShareAssociations"),
    ("ram", "POST", "getresourceshares", "", "GetResourceShares"),
    ("ram", "POST", "listprincipals", "", "ListPrincipals"),
    ("ram", "POST", "listresources", "", "ListResources"),
    ("s3", "GET", "", "", "ListBuckets"),
    ("s3", "GET", "{}", "location", "GetBucketLocation"),
    ("s3", "GET", "{}", "policy", "GetBucketPolicy"),
    ("s3", "HEAD", "{}", "", "HeadBucket"),
];

/// Our name of a service, from the name in its signatures.
fn service_of(signed: &str, version: Option<&str>) -> String {
    match (signed, version) {
        ("elasticloadbalancing", Some("2015-12-01")) => "elasticloadbalancingv2".to_owned(),
        ("monitoring", _) => "cloudwatch".to_owned(),
        ("dms", _) => "databasemigrationservice".to_owned(),
        ("elasticmapreduce", _) => "emr".to_owned(),
        ("logs", _) => "cloudwatchlogs".to_owned(),
        ("events", _) => "eventbridge".to_owned(),
        ("es", _) => "opensearch".to_owned(),
        // Nobody signs what fetches the first credentials.
        ("", Some("2011-06-15")) => "sts".to_owned(),
        _ => signed.replace('-', ""),
    }
}

/// Access key, region and service of the signature.
fn credential_scope(request: &Request) -> Option<(&str, &str, &str)> {
    let (_, rest) = request.header("authorization")?.split_once("Credential=")?;
    // An access key holds no slash.
    let mut parts = rest.split(',').next()?.trim().split('/');
    let (key, _day, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some((key, region, service))
}

/// The members of a form or a query, decoded.
fn members(text: &str) -> Vec<(String, String)> {
    let member = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (decode(name), decode(value))
    };
    text.split('&').filter(|text| !text.is_empty()).map(member).collect()
}

/// Decodes `%20` and `+`.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Takes the page token out of the members; gives it, and the members as text.
fn without_token(mut members: Vec<(String, String)>) -> (Option<String>, String) {
    let at = members.iter().position(|(name, value)| TOKENS.contains(&name.as_str()) && !value.is_empty());
    let token = at.map(|at| members.remove(at).1);
    let text: Vec<_> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
    (token, text.join("&"))
}

/// The same for a JSON document.
fn without_token_json(body: &[u8]) -> (Option<String>, String) {
    let mut document: Value = serde_json::from_slice(body).unwrap_or_default();
    let token = document.as_object_mut().and_then(|members| TOKENS.iter().find_map(|name| members.remove(*name)));
    let token = token.and_then(|token| token.as_str().map(str::to_owned));
    (token, if document.is_null() { String::new() } else { document.to_string() })
}

/// Finds out what a request asks for.
fn identify(request: &Request) -> Call {
    let (access_key, region, signed) = credential_scope(request).unwrap_or_default();
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let call = |protocol, service: &str, name: &str, (token, parameters)| Call {
        protocol,
        op: format!("{service}:{name}"),
        region: region.to_owned(),
        access_key: access_key.to_owned(),
        token,
        parameters,
    };

    if let Some(target) = request.header("x-amz-target") {
        let name = target.rsplit('.').next().unwrap_or(target);
        return call(Protocol::Json, &service_of(signed, None), name, without_token_json(&request.body));
    }
    if request.header("smithy-protocol") == Some("rpc-v2-cbor") {
        let name = path.rsplit('/').next().unwrap_or_default();
        // The body is binary; it is compared, not read.
        let parameters = String::from_utf8_lossy(&request.body).into_owned();
        return call(Protocol::Cbor, &service_of(signed, None), name, (None, parameters));
    }
    let form = members(std::str::from_utf8(&request.body).unwrap_or_default());
    let form = if form.iter().any(|(name, _)| name == "Action") { form } else { members(query) };
    let value = |name: &str| form.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    if let (Some(action), Some(version)) = (value("Action"), value("Version")) {
        let mut service = service_of(signed, Some(&version));
        // DocumentDB is asked as RDS is; only the SDK's own name tells.
        let named = |header| request.header(header).is_some_and(|agent| agent.contains("api/docdb"));
        if service == "rds" && (named("x-amz-user-agent") || named("user-agent")) {
            "docdb".clone_into(&mut service);
        }
        let protocol = if service == "ec2" { Protocol::Ec2 } else { Protocol::Query };
        return call(protocol, &service, &action, without_token(form));
    }

    let mut service = service_of(signed, None);
    if service == "apigateway" && path.starts_with("/v2/") {
        "apigatewayv2".clone_into(&mut service);
    }
    let protocol = match service.as_str() {
        "s3" => Protocol::S3,
        "cloudfront" => Protocol::CloudFront,
        _ => Protocol::RestJson,
    };
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let asked = members(query);
    let fits = |wanted: &str| {
        let wanted: Vec<_> = wanted.split('/').filter(|part| !part.is_empty()).collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(wanted, part)| *wanted == "{}" || wanted == part)
    };
    let route = ROUTES.iter().find(|(of, method, wanted, member, _)| {
        *of == service
            && *method == request.method
            && fits(wanted)
            && (member.is_empty() || asked.iter().any(|(name, _)| name == member))
    });
    let (in_query, text) = without_token(asked);
    let (in_body, document) = without_token_json(&request.body);
    let parameters = (in_query.or(in_body), format!("{path}?{text} {document}").trim_end().to_owned());
    match route {
        Some((.., name)) => call(protocol, &service, name, parameters),
        None => call(protocol, "?", &format!("{} {path}", request.method), parameters),
    }
}

// --- answers ------------------------------------------------------------------------------------------------------

const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Why a call fails.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    Denied,
    Throttled,
    Expired,
    Skewed,
    Broken,
    Moved,
}

impl Call {
    /// The status, code and message of an error as the service words it.
    fn words(&self, refusal: Refusal) -> (u16, &'static str, String) {
        use Protocol::{Cbor, CloudFront, Ec2, Json, Query, RestJson, S3};
        let (status, code) = match (refusal, self.protocol) {
            (Refusal::Denied, Ec2) => (403, "UnauthorizedOperation"),
            (Refusal::Denied, Query | S3 | CloudFront) => (403, "AccessDenied"),
            (Refusal::Denied, Json | Cbor) => (400, "AccessDeniedException"),
            (Refusal::Denied, RestJson) => (403, "AccessDeniedException"),
            (Refusal::Throttled, Ec2) => (503, "RequestLimitExceeded"),
            (Refusal::Throttled, Query | CloudFront) => (400, "Throttling"),
            (Refusal::Throttled, Json | Cbor) => (400, "ThrottlingException"),
            (Refusal::Throttled, RestJson) => (429, "TooManyRequestsException"),
            (Refusal::Throttled, S3) => (503, "SlowDown"),
            (Refusal::Expired, Ec2) => (400, "RequestExpired"),
            (Refusal::Expired, Query | CloudFront) => (403, "ExpiredToken"),
            (Refusal::Expired, S3) => (400, "ExpiredToken"),
            (Refusal::Expired, Json | Cbor) => (400, "ExpiredTokenException"),
            (Refusal::Expired, RestJson) => (403, "ExpiredTokenException"),
            (Refusal::Skewed, Ec2) => (401, "AuthFailure"),
            (Refusal::Skewed, Query | CloudFront) => (403, "SignatureDoesNotMatch"),
            (Refusal::Skewed, Json | Cbor) => (400, "InvalidSignatureException"),
            (Refusal::Skewed, RestJson) => (403, "InvalidSignatureException"),
            (Refusal::Skewed, S3) => (403, "RequestTimeTooSkewed"),
            (Refusal::Moved, _) => (301, "PermanentRedirect"),
            (Refusal::Broken, Ec2 | S3) => (500, "InternalError"),
            (Refusal::Broken, Query | Json | Cbor | RestJson | CloudFront) => (500, "InternalFailure"),
        };
        let message = match refusal {
            Refusal::Denied => format!(
                "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: {} \
                 because no identity-based policy allows the action",
                self.op
            ),
            Refusal::Throttled => "Rate exceeded".to_owned(),
            Refusal::Expired => "The security token included in the request is expired".to_owned(),
            Refusal::Skewed => "Signature expired: the request was signed by another clock".to_owned(),
            Refusal::Broken => "An internal error occurred".to_owned(),
            Refusal::Moved => "The bucket is addressed in another region".to_owned(),
        };
        (status, code, message)
    }

    fn refusal(&self, refusal: Refusal) -> Answer {
        let (status, code, message) = self.words(refusal);
        let body = match self.protocol {
            Protocol::Ec2 => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
                 <Message>{message}</Message></Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
            ),
            Protocol::Query | Protocol::CloudFront => format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                 <RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
            ),
            Protocol::S3 => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
                 <RequestId>{REQUEST_ID}</RequestId></Error>"
            ),
            Protocol::Json => serde_json::json!({"__type": code, "message": message}).to_string(),
            Protocol::RestJson => serde_json::json!({"message": message}).to_string(),
            Protocol::Cbor => {
                return Answer { status, ..self.success(cbor(&[("__type", code), ("message", &message)])) };
            }
        };
        let answer = Answer { status, ..self.success(body.into_bytes()) };
        if self.protocol == Protocol::RestJson { answer.with("x-amzn-errortype", code) } else { answer }
    }

    /// Status 200 and a body of the service's content type.
    fn success(&self, body: Vec<u8>) -> Answer {
        match self.protocol {
            Protocol::Ec2 | Protocol::Query | Protocol::CloudFront => Answer::new(200, "text/xml", body),
            Protocol::S3 => Answer::new(200, "application/xml", body),
            Protocol::Json => Answer::new(200, "application/x-amz-json-1.1", body),
            Protocol::RestJson => Answer::new(200, "application/json", body),
            Protocol::Cbor => Answer::new(200, "application/cbor", body).with("smithy-protocol", "rpc-v2-cbor"),
        }
    }

    fn name(&self) -> &str {
        self.op.rsplit(':').next().unwrap_or_default()
    }

    fn empty(&self) -> Answer {
        let name = self.name();
        let body = match self.protocol {
            Protocol::Ec2 => format!("<{name}Response><requestId>{REQUEST_ID}</requestId></{name}Response>"),
            Protocol::Query => format!(
                "<{name}Response><{name}Result></{name}Result><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId>\
                 </ResponseMetadata></{name}Response>"
            ),
            Protocol::S3 | Protocol::CloudFront => format!("<{name}Result></{name}Result>"),
            Protocol::Json | Protocol::RestJson => "{}".to_owned(),
            Protocol::Cbor => return self.success(cbor(&[])),
        };
        self.success(body.into_bytes())
    }

    fn malformed(&self) -> Answer {
        let name = self.name();
        let body = match self.protocol {
            Protocol::Ec2 | Protocol::Query | Protocol::S3 | Protocol::CloudFront => {
                format!("<?xml version=\"1.0\"?>\n<{name}Response><item><name>unfinished").into_bytes()
            }
            Protocol::Json | Protocol::RestJson => b"{\"items\": [{\"name\": \"unfinished".to_vec(),
            // A map of one member that is not there.
            Protocol::Cbor => vec![0xa1],
        };
        self.success(body)
    }
}

/// A CBOR map of texts.
fn cbor(members: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = vec![0xa0 | u8::try_from(members.len()).unwrap()];
    for text in members.iter().flat_map(|(name, value)| [name, value]) {
        // A text whose length takes two bytes.
        bytes.push(0x79);
        bytes.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Request {
        read_request(&mut text.as_bytes(), &mut Vec::new()).unwrap().unwrap()
    }

    fn signed(line: &str, service: &str, headers: &str, body: &str) -> Call {
        let text = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1:5600\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=AKIDEXAMPLE/20261125/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=00\r\n\
             {headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        identify(&request(&text))
    }

    fn query(service: &str, body: &str) -> Call {
        signed("POST /", service, "Content-Type: application/x-www-form-urlencoded\r\n", body)
    }

    #[test]
    fn operations_are_told_by_their_protocols() {
        let call = query("ec2", "Action=DescribeVpcs&Version=2016-11-15&MaxResults=1000");
        assert_eq!(
            (call.op.as_str(), call.region.as_str(), call.access_key.as_str(), call.protocol),
            ("ec2:DescribeVpcs", "eu-west-1", "AKIDEXAMPLE", Protocol::Ec2)
        );
        let op = |call: Call| call.op;
        let balancers = "Action=DescribeLoadBalancers&Version=";
        assert_eq!(
            op(query("elasticloadbalancing", &format!("{balancers}2015-12-01"))),
            "elasticloadbalancingv2:DescribeLoadBalancers"
        );
        assert_eq!(
            op(query("elasticloadbalancing", &format!("{balancers}2012-06-01"))),
            "elasticloadbalancing:DescribeLoadBalancers"
        );
        let target =
            |service: &str, target: &str| op(signed("POST /", service, &format!("X-Amz-Target: {target}\r\n"), "{}"));
        assert_eq!(target("logs", "Logs_20140328.DescribeMetricFilters"), "cloudwatchlogs:DescribeMetricFilters");
        assert_eq!(target("events", "AWSEvents.ListRules"), "eventbridge:ListRules");
        assert_eq!(
            target("network-firewall", "NetworkFirewall_20201112.ListFirewallPolicies"),
            "networkfirewall:ListFirewallPolicies"
        );
        assert_eq!(
            target("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails"),
            "cloudtrail:DescribeTrails"
        );
        let call = signed(
            "POST /service/GraniteServiceVersion20100801/operation/DescribeAlarms",
            "monitoring",
            "smithy-protocol: rpc-v2-cbor\r\n",
            "",
        );
        assert_eq!((call.op.as_str(), call.protocol), ("cloudwatch:DescribeAlarms", Protocol::Cbor));
        let rest = |line: &str, service: &str| op(signed(line, service, "", ""));
        assert_eq!(rest("GET /?x-id=ListBuckets&max-buckets=1000", "s3"), "s3:ListBuckets");
        assert_eq!(rest("GET /bucket?policy", "s3"), "s3:GetBucketPolicy");
        assert_eq!(rest("GET /bucket/?location", "s3"), "s3:GetBucketLocation");
        assert_eq!(rest("GET /2020-05-31/distribution?MaxItems=100", "cloudfront"), "cloudfront:ListDistributions");
        assert_eq!(rest("GET /2020-05-31/function", "cloudfront"), "cloudfront:ListFunctions");
        assert_eq!(rest("GET /restapis/abc/stages", "apigateway"), "apigateway:GetStages");
        assert_eq!(rest("GET /restapis?limit=500", "apigateway"), "apigateway:GetRestApis");
        assert_eq!(rest("POST /listresources", "ram"), "ram:ListResources");
        assert_eq!(rest("GET /2021-01-01/domain", "es"), "opensearch:ListDomainNames");
        assert_eq!(rest("POST /2021-01-01/opensearch/domain-info", "es"), "opensearch:DescribeDomains");
        assert_eq!(rest("PUT /bucket", "s3"), "?:PUT /bucket");
    }

    #[test]
    fn requests_without_signature_are_told_too() {
        let body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
        let call = identify(&request(&format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len())));
        assert_eq!(call.op, "sts:AssumeRoleWithWebIdentity");
        assert!(call.region.is_empty() && call.access_key.is_empty());
    }

    #[test]
    fn bodies_are_read_by_length_and_by_chunks() {
        assert_eq!(request("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcdef").body, b"abc");
        let chunked =
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nt: v\r\n\r\n";
        let mut rest = chunked.as_bytes();
        let read = read_request(&mut rest, &mut Vec::new()).unwrap().unwrap();
        assert_eq!(read.body, b"abc0123456789");
        assert!(rest.is_empty(), "the next request starts here");
        assert!(read_request(&mut rest, &mut Vec::new()).unwrap().is_none());
        for short in ["POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab", "POST / HTTP/1.1\r\nhost: x", "POST /\r\n\r\n"]
        {
            assert!(read_request(&mut short.as_bytes(), &mut Vec::new()).is_err(), "{short}");
        }
    }

    #[test]
    fn a_client_that_waits_for_leave_gets_it() {
        let mut sent = Vec::new();
        let text = "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na";
        read_request(&mut text.as_bytes(), &mut sent).unwrap();
        assert_eq!(sent, b"HTTP/1.1 100 Continue\r\n\r\n");
    }

    #[test]
    fn answers_are_read_by_length_by_chunks_and_to_the_end() {
        let read = |text: &str| read_answer(&mut text.as_bytes(), false).unwrap();
        assert_eq!(read("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabc").body, b"ab");
        assert_eq!(read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n").body, b"a");
        assert_eq!(read("HTTP/1.0 200 OK\r\n\r\nabc").body, b"abc");
        let after = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nx-y: z\r\n\r\n");
        assert_eq!(after.status, 404);
        assert_eq!(after.headers, [("x-y".to_owned(), "z".to_owned())]);
    }

    #[test]
    fn a_page_is_told_by_its_token() {
        let mut state = State::default();
        let mut page = |body: &str| state.page(&query("ec2", &format!("Action=DescribeVpcs&Version=2016-11-15{body}")));
        assert_eq!(page(""), 1);
        assert_eq!(page("&NextToken=a%2Bb"), 2);
        assert_eq!(page("&NextToken=a%2Bb"), 2, "the same page once more");
        assert_eq!(page("&NextToken=c"), 3);
        assert_eq!(page("&VpcId.1=other&NextToken=c"), 2, "another list");
        assert_eq!(page(""), 1, "from the start");
        assert_eq!(page("&NextToken=c"), 2);
        let call = signed("POST /", "ssm", "X-Amz-Target: AmazonSSM.ListDocuments\r\n", r#"{"NextToken":"n","Key":1}"#);
        assert_eq!((call.token.as_deref(), call.parameters.as_str()), (Some("n"), r#"{"Key":1}"#));
        let call = signed("GET /restapis?limit=500&position=p", "apigateway", "", "");
        assert_eq!((call.token.as_deref(), call.parameters.as_str()), (Some("p"), "/restapis?limit=500"));
    }

    #[test]
    fn rules_choose_operations_and_regions() {
        let call = query("ec2", "Action=DescribeVpcs&Version=2016-11-15");
        let matches = |rule: Rule| rule.matches(&call);
        for op in ["*", "ec2:*", "ec2:DescribeVpcs"] {
            assert!(matches(Rule::new(op, Fault::Deny)), "{op}");
            assert!(matches(Rule::new(op, Fault::Deny).in_region("eu-west-1")), "{op}");
            assert!(!matches(Rule::new(op, Fault::Deny).in_region("us-east-1")), "{op}");
        }
        assert!(!matches(Rule::new("ec2:DescribeVpcEndpoints", Fault::Deny)));
    }

    #[test]
    fn errors_have_the_shape_of_their_service() {
        let denied = |call: Call| {
            let answer = call.refusal(Refusal::Denied);
            (answer.status, String::from_utf8_lossy(&answer.body).into_owned(), answer.headers)
        };
        let (status, body, _) = denied(query("ec2", "Action=DescribeVpcs&Version=2016-11-15"));
        assert!(status == 403 && body.contains("<Errors><Error><Code>UnauthorizedOperation</Code>"), "{body}");
        let (status, body, _) = denied(query("iam", "Action=GetRole&Version=2010-05-08"));
        assert!(
            status == 403 && body.starts_with("<ErrorResponse><Error>") && body.contains("AccessDenied<"),
            "{body}"
        );
        let (status, body, _) = denied(signed("POST /", "ssm", "X-Amz-Target: AmazonSSM.ListDocuments\r\n", "{}"));
        let document: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, document["__type"].as_str()), (400, Some("AccessDeniedException")));
        let (status, body, headers) = denied(signed("GET /restapis", "apigateway", "", ""));
        assert_eq!((status, header(&headers, "X-Amzn-ErrorType")), (403, Some("AccessDeniedException")), "{body}");
        let (status, body, _) = denied(signed("GET /b?policy", "s3", "", ""));
        assert!(status == 403 && body.contains("<Error><Code>AccessDenied</Code>"), "{body}");
    }

    #[test]
    fn cbor_is_a_map_of_texts() {
        assert_eq!(cbor(&[]), [0xa0]);
        assert_eq!(cbor(&[("a", "bc")]), b"\xa1\x79\x00\x01a\x79\x00\x02bc");
    }

    #[test]
    fn dates_are_written_as_http_and_as_amazon_do() {
        let time = Duration::from_secs(951_827_696);
        assert_eq!(http_date(time), "Tue, 29 Feb 2000 12:34:56 GMT");
        assert_eq!(compact(time), "20000229T123456Z");
        assert_eq!(http_date(Duration::ZERO), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(compact(Duration::from_secs(1_798_761_599)), "20261231T235959Z");
    }

    /// A server that answers each request with its own body, and a proxy in front of it.
    fn echo(rules: Vec<Rule>, delay: Duration) -> Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                if let Ok(Some(request)) = read_request(&mut reader, &mut stream) {
                    let answer = Answer::new(200, "text/plain", request.body);
                    let mut bytes = answer.head(false, false).into_bytes();
                    bytes.extend_from_slice(&answer.body);
                    drop(stream.write_all(&bytes));
                }
            }
        });
        Proxy::start(port, rules, delay)
    }

    /// Sends requests over one connection; gives the status and the body of each answer.
    fn talk(proxy: &Proxy, bodies: &[&str]) -> Vec<io::Result<(u16, String)>> {
        talk_as(proxy, bodies, &compact(now()))
    }

    fn talk_as(proxy: &Proxy, bodies: &[&str], date: &str) -> Vec<io::Result<(u16, String)>> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut one = |body: &&str| {
            let text = format!(
                "POST / HTTP/1.1\r\nauthorization: AWS4-HMAC-SHA256 Credential=AKID/20261125/eu-west-1/ec2/aws4_request\r\n\
                 x-amz-date: {date}\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(text.as_bytes())?;
            let answer = read_answer(&mut reader, false)?;
            Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
        };
        bodies.iter().map(&mut one).collect()
    }

    /// Waits until something is so, ten seconds at most.
    fn wait_for(is_so: impl Fn() -> bool) {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < Duration::from_secs(10), "it never became so");
            thread::sleep(Duration::from_millis(1));
        }
    }

    const VPCS: &str = "Action=DescribeVpcs&Version=2016-11-15";

    #[test]
    fn what_no_rule_names_passes_on_one_connection() {
        let proxy = echo(vec![Rule::new("ec2:DescribeSubnets", Fault::Deny)], Duration::ZERO);
        let answers = talk(&proxy, &[VPCS, "Action=DescribeSubnets&Version=2016-11-15", VPCS]);
        let statuses: Vec<_> = answers.iter().map(|answer| answer.as_ref().unwrap().0).collect();
        assert_eq!(statuses, [200, 403, 200]);
        assert_eq!(answers[0].as_ref().unwrap().1, VPCS);
        let seen = proxy.seen();
        let seen: Vec<_> = seen.iter().map(|seen| (seen.op.as_str(), seen.region.as_str(), seen.status)).collect();
        let vpcs = ("ec2:DescribeVpcs", "eu-west-1", 200);
        assert_eq!(seen, [vpcs, ("ec2:DescribeSubnets", "eu-west-1", 403), vpcs]);
        assert_eq!((proxy.total(), proxy.by_op()["ec2:DescribeVpcs"], proxy.most_in_flight()), (3, 2, 1));
    }

    #[test]
    fn a_fault_may_be_for_some_parameters() {
        let proxy = echo(vec![Rule::new("*", Fault::Deny.when_asked("vpc-1"))], Duration::ZERO);
        let other = format!("{VPCS}&VpcId.1=vpc%2D1");
        let statuses: Vec<_> = talk(&proxy, &[VPCS, &other]).into_iter().map(|answer| answer.unwrap().0).collect();
        assert_eq!(statuses, [200, 403]);
    }

    #[test]
    fn a_bucket_elsewhere_says_where() {
        let answer =
            signed("GET /b?policy", "s3", "", "").refusal(Refusal::Moved).with("x-amz-bucket-region", "eu-west-1");
        assert_eq!((answer.status, header(&answer.headers, "x-amz-bucket-region")), (301, Some("eu-west-1")));
    }

    #[test]
    fn every_second_call_is_throttled() {
        let proxy = echo(vec![Rule::new("*", Fault::Throttle { every: 2 })], Duration::ZERO);
        let statuses: Vec<_> = talk(&proxy, &[VPCS; 4]).into_iter().map(|answer| answer.unwrap().0).collect();
        assert_eq!(statuses, [200, 503, 200, 503]);
    }

    #[test]
    fn a_cut_body_ends_before_its_length() {
        let proxy = echo(vec![Rule::new("*", Fault::CutBody)], Duration::ZERO);
        assert!(talk(&proxy, &[VPCS])[0].is_err());
        assert_eq!(proxy.seen()[0].status, 200);
    }

    #[test]
    fn a_hanging_call_ends_with_the_proxy() {
        let proxy = echo(vec![Rule::new("*", Fault::Hang)], Duration::ZERO);
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        wait_for(|| proxy.total() == 1);
        assert_eq!(proxy.seen()[0].status, 0);
        drop(proxy);
        let mut rest = Vec::new();
        // Closed or reset, but not open: a time-out would be an error of another kind.
        match stream.read_to_end(&mut rest) {
            Ok(read) => assert_eq!(read, 0),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
        }
    }

    #[test]
    fn a_skewed_service_takes_what_its_own_clock_signed() {
        let proxy = echo(vec![Rule::new("*", Fault::Skew)], Duration::ZERO);
        let (status, body) = talk(&proxy, &[VPCS]).remove(0).unwrap();
        assert!(status == 401 && body.contains("AuthFailure"), "{body}");
        let answer = talk_as(&proxy, &[VPCS], &compact(now() + SKEW)).remove(0).unwrap();
        assert_eq!(answer, (200, VPCS.to_owned()));
    }

    #[test]
    fn calls_at_one_time_are_counted() {
        let proxy = echo(vec![Rule::new("*", Fault::Hang)], Duration::ZERO);
        let mut streams = Vec::new();
        for count in 1..=3 {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
            streams.push(stream);
            wait_for(|| proxy.total() == count);
        }
        assert_eq!(proxy.most_in_flight(), 3);
    }

    #[test]
    fn pages_fail_from_the_given_one() {
        let proxy = echo(vec![Rule::new("*", Fault::FailFromPage(2))], Duration::ZERO);
        let second = format!("{VPCS}&NextToken=a");
        let statuses: Vec<_> =
            talk(&proxy, &[VPCS, &second, &second, VPCS]).into_iter().map(|a| a.unwrap().0).collect();
        assert_eq!(statuses, [200, 500, 500, 200]);
    }
}
