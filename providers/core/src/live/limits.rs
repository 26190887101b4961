use std::{collections::HashMap, num::NonZeroUsize, sync::Arc, sync::Mutex, sync::PoisonError, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

/// How much a run asks at the same time.
pub struct Limits {
    per_service: usize,
    accounts: Semaphore,
    requests: Semaphore,
    services: Mutex<HashMap<(String, &'static str), Arc<Semaphore>>>,
}

impl Limits {
    /// Accounts that are read at the same time.
    const ACCOUNTS: usize = 8;
    /// Requests on their way over the whole run: fewer than the files that a process may have open.
    const REQUESTS: usize = 256;

    /// Limits with this many requests at the same time for each account and service. Where there is a pace, no more
    /// requests wait for their turn than go in 20 seconds: what waits too long has an old signature.
    pub fn new(per_service: NonZeroUsize, per_second: Option<f64>) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 256")]
        let requests = per_second.map_or(Self::REQUESTS, |rate| (rate * 20.0).clamp(1.0, 256.0) as usize);
        Self {
            per_service: per_service.get().min(Self::REQUESTS),
            accounts: Semaphore::new(Self::ACCOUNTS),
            requests: Semaphore::new(requests),
            services: Mutex::default(),
        }
    }

    /// Requests at the same time for each account and service.
    pub(super) const fn per_service(&self) -> usize {
        self.per_service
    }

    /// Waits until another account may be read. None once the run is over.
    pub(super) async fn account(&self) -> Option<SemaphorePermit<'_>> {
        self.accounts.acquire().await.ok()
    }

    /// Waits until the run may send another request.
    pub(super) async fn request(&self) -> Option<SemaphorePermit<'_>> {
        self.requests.acquire().await.ok()
    }

    /// The limit of one account and service.
    pub(super) fn service(&self, account: &str, service: &'static str) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = services.entry((account.to_owned(), service));
        Arc::clone(limit.or_insert_with(|| Arc::new(Semaphore::new(self.per_service))))
    }
}

/// The most requests a second over a whole run, whoever sends them, retries among them.
pub struct Pace {
    /// Time between two requests; none for as fast as it goes.
    interval: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// A pace of so many requests a second; none for as fast as it goes.
    pub fn new(per_second: Option<f64>) -> Self {
        let interval = per_second.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { interval, next: Mutex::new(None) }
    }

    /// Waits for one's turn.
    pub async fn wait(&self) {
        if let Some(turn) = self.turn(Instant::now()) {
            sleep_until(turn).await;
        }
    }

    /// When one who comes `now` may go; none for at once.
    fn turn(&self, now: Instant) -> Option<Instant> {
        let interval = self.interval?;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + interval);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_keep_their_distance() {
        let (pace, now) = (Pace::new(Some(10.0)), Instant::now());
        let turns: Vec<_> = (0..3).map(|_| pace.turn(now)).collect();
        let after = |milliseconds| Some(now + Duration::from_millis(milliseconds));
        assert_eq!(turns, [after(0), after(100), after(200)]);
        // Whoever comes late does not make up for the time in which nobody came.
        let late = now + Duration::from_mins(1);
        assert_eq!([pace.turn(late), pace.turn(late)], [Some(late), Some(late + Duration::from_millis(100))]);
        assert_eq!(Pace::new(None).turn(now), None);
    }
}
