use std::sync::Arc;
use tokio::sync::watch;

/// Tells every part of a run to stop, once.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Stops the run: what is on its way is dropped, what is still to be asked becomes a gap.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// True from then on.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for it.
    pub(super) async fn stopped(&self) {
        // The sender lives as long as this, so that there is nothing to fail.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}
