//! The commands of README and of the pages of `docs` are run, and the output that a page shows is what the program prints.
//!
//! Blocks ```` ```sh ```` hold commands; blocks ```` ```console ```` hold a session: a line `$ command`, then its output. A line
//! `…` of an output leaves out any number of lines. The blocks of a page run in order, in one folder that has `data-samples`,
//! `tests`, `my-exports` (a copy of `data-samples/tiny`) and `my-extract` (of `tests/mappings/mar/raw`), with `il2` on the path. A command that fails is followed by `$ echo $?`. A
//! block ```` ```sh elsewhere ```` needs what no test machine has; the list below says which test runs it.
//!
//! `REWRITE_PAGES=1 cargo test --test integration commands_of_pages` writes the true output into the pages; an output with
//! `…` stays as it is.

use crate::bench::{files, in_repository, scratch};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The blocks that do not run here, by page, with the test that runs the same.
const ELSEWHERE: &[(&str, &str)] = &[("docs/sql.md", "tests/engines/run.sh")];

/// README, then each page of `docs` in the order of names.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    let names = files(&in_repository("docs")).into_iter().map(|file| file.0);
    pages.extend(
        names
            .filter(|name| name.strip_suffix(".md").is_some())
            .map(|name| format!("docs/{name}")),
    );
    pages
}

/// A fenced block of a page.
struct Block {
    /// What follows the three backticks.
    language: String,
    /// The number of its first line, from 0.
    first: usize,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            if !is_open {
                blocks.push(Block {
                    language: language.to_owned(),
                    first: number + 1,
                    lines: Vec::new(),
                });
            }
            is_open = !is_open;
        } else if let Some(block) = blocks.last_mut().filter(|_| is_open) {
            block.lines.push(line.to_owned());
        }
    }
    blocks
}

/// A folder in which the commands of a page run.
struct Desk {
    folder: tempfile::TempDir,
    /// The exit code of the last command.
    code: i32,
}

impl Desk {
    fn new() -> Self {
        let folder = scratch();
        let at = folder.path().join("work");
        let bin = folder.path().join("bin");
        fs::create_dir(&at).unwrap();
        fs::create_dir(&bin).unwrap();
        for linked in ["data-samples", "tests"] {
            symlink(in_repository(linked), at.join(linked)).unwrap();
        }
        let copies = [
            ("data-samples/tiny", "my-exports"),
            ("tests/mappings/mar/raw/sample", "my-extract/sample"),
        ];
        for (original, copy) in copies {
            fs::create_dir_all(at.join(copy)).unwrap();
            for (name, bytes) in files(&in_repository(original)) {
                fs::write(at.join(copy).join(name), bytes).unwrap();
            }
        }
        symlink(env!("CARGO_BIN_EXE_il2"), bin.join("il2")).unwrap();
        // `cargo run --` is the program; what builds or tests it has run when this test does.
        let cargo = "#!/bin/sh\ncase \"$1\" in\nrun) shift 2; exec il2 \"$@\" ;;\ntest|install) ;;\n*) exit 64 ;;\nesac\n";
        let shim = bin.join("cargo");
        fs::write(&shim, cargo).unwrap();
        fs::set_permissions(&shim, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, code: 0 }
    }

    /// Runs a command as a shell does; gives what it printed, on both streams in the order in which it came.
    fn run(&mut self, command: &str) -> String {
        let printed = self.folder.path().join("printed");
        let file = fs::File::create(&printed).unwrap();
        let path = std::env::var("PATH").unwrap();
        let status = Command::new("sh")
            .arg("-c")
            .arg(format!("(exit {})\n{command}", self.code))
            .current_dir(self.folder.path().join("work"))
            .env(
                "PATH",
                format!("{}:{path}", self.folder.path().join("bin").display()),
            )
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .env("COLUMNS", "100")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap();
        self.code = status.code().unwrap();
        let printed = fs::read(printed).unwrap();
        String::from_utf8(printed).unwrap()
    }
}

/// The commands of a `sh` block: a line that ends in `\` goes on in the next.
fn commands(lines: &[String]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        match commands.last_mut().filter(|_| goes_on) {
            Some(command) => *command = format!("{command}\n{line}"),
            None if line.trim().is_empty() || line.starts_with('#') => {}
            None => commands.push(line.clone()),
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

/// The steps of a `console` block: a command and the lines that it shows.
fn session(lines: &[String]) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push((command.to_owned(), Vec::new()));
        } else {
            let step = steps.last_mut().expect("a session begins with `$ `");
            step.1.push(line.clone());
        }
    }
    steps
}

/// Whether the shown lines are the printed ones, where `…` stands for any number of lines.
fn is_shown(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=printed.len()).any(|from| is_shown(rest, &printed[from..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, lines)| line.trim_end() == first && is_shown(rest, lines)),
    }
}

/// Runs a page; gives its text with the outputs that the commands had, and what differs from the page.
fn run_page(page: &str, text: &str) -> (String, Vec<String>) {
    let mut desk = Desk::new();
    let mut differences = Vec::new();
    let mut true_lines: Vec<String> = Vec::new();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut copied = 0;
    let mut demand_success = |desk: &Desk, command: &str, next: Option<&str>, printed: &str| {
        let is_expected = desk.code == 0 || next.is_some_and(|next| next == "echo $?");
        if !is_expected {
            differences.push(format!(
                "{page}: `{command}` ended with exit code {}:\n{printed}",
                desk.code
            ));
        }
    };
    let mut shown_otherwise = Vec::new();
    for block in blocks(text) {
        true_lines.extend_from_slice(&lines[copied..block.first]);
        copied = block.first + block.lines.len();
        match block.language.as_str() {
            "sh" => {
                for command in commands(&block.lines) {
                    let printed = desk.run(&command);
                    demand_success(&desk, &command, None, &printed);
                }
                true_lines.extend(block.lines);
            }
            "console" => {
                let steps = session(&block.lines);
                for (at, (command, shown)) in steps.iter().enumerate() {
                    let printed = desk.run(command);
                    let next = steps.get(at + 1).map(|step| step.0.as_str());
                    demand_success(&desk, command, next, &printed);
                    true_lines.push(format!("$ {command}"));
                    let printed: Vec<&str> = printed.lines().collect();
                    if is_shown(shown, &printed) {
                        true_lines.extend_from_slice(shown);
                    } else {
                        let printed = printed.iter().map(|line| line.trim_end().to_owned());
                        let printed: Vec<String> = printed.collect();
                        shown_otherwise.push(format!(
                            "{page}: `{command}` prints\n{}",
                            printed.join("\n")
                        ));
                        if shown.iter().any(|line| line == "…") {
                            true_lines.extend_from_slice(shown);
                        } else {
                            true_lines.extend(printed);
                        }
                    }
                }
            }
            _ => true_lines.extend(block.lines),
        }
    }
    true_lines.extend_from_slice(&lines[copied..]);
    differences.extend(shown_otherwise);
    (true_lines.join("\n") + "\n", differences)
}

#[test]
fn every_command_of_readme_and_docs_runs_and_prints_what_the_page_shows() {
    let rewrites = std::env::var_os("REWRITE_PAGES").is_some();
    let check = |page: &str| {
        let path = in_repository(page);
        let text = fs::read_to_string(&path).unwrap();
        let (true_text, differences) = run_page(page, &text);
        if rewrites && true_text != text {
            fs::write(&path, true_text).unwrap();
        }
        differences
    };
    let pages = pages();
    let differences: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(|| check(page)))
            .collect();
        let found = running.into_iter().map(|page| page.join().unwrap());
        found.flatten().collect()
    });
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn a_command_that_fails_and_an_output_that_differs_are_found() {
    let page = |session: &str| run_page("a page", &format!("```console\n{session}\n```\n")).1;
    assert!(page("$ printf 'one\\ntwo\\n'\none\ntwo").is_empty());
    assert!(page("$ printf 'one\\ntwo\\n'\n…\ntwo").is_empty());
    assert!(page("$ false\n$ echo $?\n1").is_empty());
    assert_eq!(page("$ printf 'one\\ntwo\\n'\none").len(), 1);
    assert_eq!(page("$ false").len(), 1);
    assert_eq!(
        run_page("a page", "```sh\nil2 no-command\n```\n").1.len(),
        1
    );
}

#[test]
fn only_blocks_that_another_test_runs_are_not_run_here() {
    for page in pages() {
        let text = fs::read_to_string(in_repository(&page)).unwrap();
        for block in blocks(&text) {
            let is_known = match block.language.as_str() {
                "sh elsewhere" => ELSEWHERE
                    .iter()
                    .any(|(known, test)| *known == page && in_repository(test).is_file()),
                "sh" | "console" | "text" | "sql" | "python" | "r" | "csv" | "toml" => true,
                _ => false,
            };
            assert!(
                is_known,
                "{page}, line {}: ```{}",
                block.first, block.language
            );
        }
    }
}

/// The links of a page that name files of the repository.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for (at, _) in text.match_indices("](") {
        let target = text[at + 2..].split(')').next().unwrap();
        if !target.contains("://") {
            links.push(target.to_owned());
        }
    }
    links
}

/// The anchor that a heading has: small letters, blanks as `-`, other marks left out.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
}

#[test]
fn every_link_of_readme_and_docs_leads_to_a_file_and_a_heading() {
    for page in pages() {
        let text = fs::read_to_string(in_repository(&page)).unwrap();
        let folder = Path::new(&page).parent().unwrap();
        for link in links(&text) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target: PathBuf = match file {
                "" => in_repository(&page),
                file => in_repository("").join(folder).join(file),
            };
            assert!(target.exists(), "{page} links to {link}");
            let is_there = heading.is_empty() || {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter_map(|line| line.strip_prefix('#'));
                headings.any(|line| anchor(line.trim_start_matches('#').trim()) == heading)
            };
            assert!(is_there, "{page} links to {link}");
        }
    }
}

#[test]
fn readme_and_the_contents_link_to_every_page() {
    let readme = fs::read_to_string(in_repository("README.md")).unwrap();
    let contents = fs::read_to_string(in_repository("docs/README.md")).unwrap();
    for page in pages().iter().filter(|page| page.starts_with("docs/")) {
        assert!(
            readme.contains(&format!("({page}")),
            "README.md lacks {page}"
        );
        let name = page.trim_start_matches("docs/");
        if name != "README.md" {
            assert!(
                contents.contains(&format!("({name})")),
                "docs/README.md lacks {name}"
            );
            let text = fs::read_to_string(in_repository(page)).unwrap();
            assert!(
                text.contains("(README.md)"),
                "{page} does not link to the contents"
            );
        }
    }
}
