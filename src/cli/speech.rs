//! What is said while the program works: to people, or to programs.

use super::arguments::{Color, MessageFormat, Speech};
use super::failure::Failure;
use super::pace::Pace;
use crate::notation::shown;
use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The progress that is on the terminal now: what ends the run takes it off.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn set_shown(bar: Option<ProgressBar>) -> Option<ProgressBar> {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut *shown, bar)
}

/// The voice of one run: everything goes to standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    is_quiet: bool,
    is_json: bool,
}

impl Voice {
    pub(super) fn new(speech: &Speech) -> Self {
        match speech.color {
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
            Color::Auto => {}
        }
        Self {
            is_quiet: speech.quiet,
            is_json: speech.message_format == MessageFormat::Json,
        }
    }

    /// Something that a reader wants to know.
    pub(super) fn say(self, message: &str) {
        if self.is_quiet {
            return;
        }
        if self.is_json {
            Self::say_json("info", message, None, None);
        } else {
            Self::line(&plain(message));
        }
    }

    /// Something that is odd, and no failure.
    pub(super) fn warn(self, message: &str) {
        if self.is_quiet {
            return;
        }
        if self.is_json {
            Self::say_json("warning", message, None, None);
        } else {
            Self::headed("warning", AnsiColor::Yellow, message);
        }
    }

    /// One thing that is wrong, of which there may be more.
    pub(super) fn error(self, message: &str) {
        if self.is_json {
            Self::say_json("error", message, None, None);
        } else {
            Self::headed("error", AnsiColor::Red, message);
        }
    }

    /// Why the work was not done, and what would mend it.
    pub(super) fn fail(self, failure: &Failure) {
        if let Some(bar) = set_shown(None) {
            bar.finish_and_clear();
        }
        let (message, hint) = (failure.to_string(), failure.hint());
        if self.is_json {
            Self::say_json(
                "error",
                &message,
                hint.as_deref(),
                Some(failure.exit_code()),
            );
            return;
        }
        Self::headed("error", AnsiColor::Red, &message);
        if let Some(hint) = hint {
            Self::line("");
            Self::headed("hint", AnsiColor::Cyan, &hint);
        }
    }

    /// Says to a program what is wrong with a command line: the first paragraph is the message, what follows is the hint.
    pub(super) fn refuse_in_json(text: &str, exit_code: u8) {
        let text = text.trim();
        let text = text.strip_prefix("error: ").unwrap_or(text);
        let (message, hint) = text.split_once("\n\n").unwrap_or((text, ""));
        let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
        let hint = (!hint.is_empty()).then(|| lines(hint));
        Self::say_json("error", &lines(message), hint.as_deref(), Some(exit_code));
    }

    /// Shows on a terminal that something goes on.
    pub(super) fn progress(self, what: &'static str) -> Progress {
        let is_shown = !self.is_quiet && !self.is_json && std::io::stderr().is_terminal();
        Progress {
            bar: is_shown.then(|| Self::spinner(what)),
            counted: Mutex::default(),
        }
    }

    fn spinner(what: &'static str) -> ProgressBar {
        let bar = ProgressBar::new_spinner().with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        set_shown(Some(bar.clone()));
        bar
    }

    fn headed(head: &str, color: AnsiColor, message: &str) {
        let style = Style::new().bold().fg_color(Some(color.into()));
        Self::line(&format!("{style}{head}{style:#}: {}", plain(message)));
    }

    fn line(text: &str) {
        // Where standard error is closed nobody reads.
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    }

    fn say_json(level: &str, message: &str, hint: Option<&str>, exit_code: Option<u8>) {
        let mut object = serde_json::Map::new();
        object.insert("level".to_owned(), level.into());
        object.insert("message".to_owned(), plain(message).into());
        if let Some(hint) = hint {
            object.insert("hint".to_owned(), hint.into());
        }
        if let Some(code) = exit_code {
            object.insert("exit_code".to_owned(), code.into());
        }
        Self::line(&serde_json::Value::Object(object).to_string());
    }
}

/// A message of one or more lines without anything in them that a terminal would obey: names come from files.
fn plain(message: &str) -> String {
    message
        .split('\n')
        .map(shown)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Progress of one piece of work; off a terminal it shows nothing. It goes away when the work is done.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// Work with a known end, if that is done now.
    counted: Mutex<Option<Counted>>,
}

/// How much of a piece of work is done.
#[derive(Debug)]
struct Counted {
    pace: Pace,
    done: u64,
    /// What the bar had been shown for when the work began.
    began: Duration,
}

impl Progress {
    /// Takes the progress off the terminal while something is said.
    pub(super) fn suspend(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// What is done now.
    pub(super) fn now(&self, what: impl Display) {
        if let Some(bar) = &self.bar {
            self.set_counted(None);
            bar.set_message(what.to_string());
        }
    }

    /// Whether anything of it is shown: what only the progress needs is not worth computing otherwise.
    pub(super) const fn is_shown(&self) -> bool {
        self.bar.is_some()
    }

    /// What is done now, where it is known how much of it there is: [`advance`](Self::advance) says how far it is.
    pub(super) fn counting(&self, pace: Pace) {
        if let Some(bar) = &self.bar {
            self.set_counted(Some(Counted {
                pace,
                done: 0,
                began: bar.elapsed(),
            }));
            bar.set_message(pace.line(0, Duration::ZERO));
        }
    }

    /// So many more are done; from any thread.
    pub(super) fn advance(&self, more: u64) {
        let Some(bar) = &self.bar else { return };
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = &mut *counted {
            counted.done += more;
            let elapsed = bar.elapsed().saturating_sub(counted.began);
            bar.set_message(counted.pace.line(counted.done, elapsed));
        }
    }

    fn set_counted(&self, work: Option<Counted>) {
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = work;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            set_shown(None);
            bar.finish_and_clear();
        }
    }
}
