//! What a stretch of time cost the server and the generator.

use testkit::{Served, cpu_seconds};

pub struct Meter {
    cpu: f64,
    switches: u64,
    generator: f64,
}

impl Meter {
    pub fn start(server: &Served) -> Self {
        Self {
            cpu: server.cpu_seconds(),
            switches: server.switches(),
            generator: own_cpu(),
        }
    }

    /// Processor seconds of the generator since the start.
    pub fn generator(&self) -> f64 {
        own_cpu() - self.generator
    }

    /// What each event cost.
    pub fn told(&self, server: &Served, events: u64, generator: f64) -> String {
        let events = events.max(1) as f64;
        let micros = |seconds: f64| seconds * 1_000_000.0 / events;
        format!(
            "an event costs          {:10.1} µs of processor, {:.2} task switches; the generator {:.1} µs",
            micros(server.cpu_seconds() - self.cpu),
            (server.switches().saturating_sub(self.switches)) as f64 / events,
            micros(generator),
        )
    }
}

fn own_cpu() -> f64 {
    cpu_seconds(std::process::id())
}
