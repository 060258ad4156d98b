//! A page of what waits at a desk. Whoever asks for the next one names the last that was shown: what was decided meanwhile
//! moves nothing out of sight.

use crate::desk::DeskRefusal;
use crate::limits::DESK_SHOWN;
use crate::refusal::Failed;
use crate::store::StoreError;
use serde::Deserialize;

/// Which page.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageAsked {
    /// `next` of the page before; the first page where nothing is said.
    after: Option<String>,
    /// How many at most.
    limit: Option<usize>,
}

/// A page, and where the next begins.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) shown: Vec<T>,
    /// How many come after it.
    pub(crate) more: usize,
    /// What `after` is for them.
    pub(crate) next: Option<String>,
}

impl PageAsked {
    /// With members that stand beside others in a request.
    pub(crate) fn of(after: Option<String>, limit: Option<usize>) -> Self {
        Self { after, limit }
    }

    /// The page of these, in their order. Each is named by `name`, and `found` gives the place in the order of one that was
    /// shown before, whatever became of it.
    pub(crate) fn take<T, K: Ord>(
        &self,
        mut all: Vec<(K, T)>,
        name: impl Fn(&T) -> String,
        found: impl FnOnce(&str) -> Result<Option<K>, StoreError>,
    ) -> Result<Page<T>, Failed> {
        let limit = self.limit.unwrap_or(DESK_SHOWN);
        if !(1..=DESK_SHOWN).contains(&limit) {
            return Err(Failed::refused(DeskRefusal::Value("limit")));
        }
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        if let Some(after) = &self.after {
            let last = found(after)?.ok_or(Failed::refused(DeskRefusal::Value("after")))?;
            let from = all.partition_point(|(key, _)| *key <= last);
            all.drain(..from);
        }
        let more = all.len().saturating_sub(limit);
        all.truncate(limit);
        let shown: Vec<T> = all.into_iter().map(|(_, one)| one).collect();
        let next = shown.last().filter(|_| more > 0).map(name);
        Ok(Page { shown, more, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;

    /// What is shown, how many more, what names the next page; or which member is wrong.
    type Shown = Result<(Vec<u64>, usize, Option<String>), &'static str>;

    fn page(after: Option<&str>, limit: usize) -> Shown {
        let asked = PageAsked { after: after.map(Into::into), limit: Some(limit) };
        let all = [3, 1, 7, 5].map(|one| (one, one)).to_vec();
        match asked.take(all, u64::to_string, |name| Ok(name.parse().ok())) {
            Ok(page) => Ok((page.shown, page.more, page.next)),
            Err(Failed::Refused(Refusal::Desk(DeskRefusal::Value(name)))) => Err(name),
            Err(_) => Err("another"),
        }
    }

    #[test]
    fn pages_go_on_after_the_last_that_was_shown_be_it_there_or_not() {
        assert_eq!(page(None, 2), Ok((vec![1, 3], 2, Some("3".into()))));
        assert_eq!(page(Some("3"), 2), Ok((vec![5, 7], 0, None)));
        assert_eq!(page(Some("4"), 1), Ok((vec![5], 1, Some("5".into()))));
        assert_eq!(page(Some("7"), 1), Ok((vec![], 0, None)));
        assert_eq!(page(Some("x"), 1), Err("after"));
    }

    #[test]
    fn a_page_has_one_to_five_hundred() {
        assert_eq!(page(None, 0), Err("limit"));
        assert!(page(None, DESK_SHOWN).is_ok());
        assert_eq!(page(None, DESK_SHOWN + 1), Err("limit"));
    }
}
