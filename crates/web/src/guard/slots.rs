//! Requests that bring a body: so many at a time, and so many of one address. Those that are slow leave room for
//! who only reads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of all addresses together.
const ALL: usize = 512;

/// Of one address; an office shares one.
const EACH: usize = 64;

/// Who is in.
#[derive(Default)]
pub(crate) struct Slots {
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    all: usize,
    each: HashMap<String, usize>,
}

/// A place that is given back when it is let go.
pub(crate) struct Slot {
    held: Arc<Mutex<Held>>,
    who: String,
}

impl Slots {
    /// A place for `who`; nothing where there is none left.
    pub(crate) fn enter(&self, who: &str) -> Option<Slot> {
        let mut held = lock(&self.held);
        let own = held.each.get(who).copied().unwrap_or_default();
        if held.all >= ALL || own >= EACH {
            return None;
        }
        held.all += 1;
        held.each.insert(who.to_owned(), own + 1);
        Some(Slot { held: Arc::clone(&self.held), who: who.to_owned() })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = lock(&self.held);
        held.all = held.all.saturating_sub(1);
        match held.each.get(&self.who).copied().unwrap_or_default() {
            0 | 1 => drop(held.each.remove(&self.who)),
            more => drop(held.each.insert(self.who.clone(), more - 1)),
        }
    }
}

fn lock(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_every_place_and_places_come_back() {
        let slots = Slots::default();
        let mine: Vec<Slot> = (0..EACH).map_while(|_| slots.enter("a")).collect();
        assert_eq!(mine.len(), EACH);
        assert!(slots.enter("a").is_none() && slots.enter("b").is_some());
        drop(mine);
        assert!(slots.enter("a").is_some());
        let all: Vec<Slot> = (0..2 * ALL).map_while(|n| slots.enter(&n.to_string())).collect();
        assert_eq!(all.len(), ALL);
        drop(all);
        assert!(slots.enter("b").is_some() && lock(&slots.held).each.is_empty());
    }
}
