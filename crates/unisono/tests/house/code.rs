//! Rust source as a flat list of tokens, without comments, doc comments and tests.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A name or a keyword.
    Ident(String),
    /// A string literal, its value.
    Str(String),
    /// Any other literal.
    Literal(String),
    /// One character of punctuation.
    Punct(char),
    /// `(`, `[` or `{`.
    Open(char),
    /// `)`, `]` or `}`.
    Close(char),
}

/// A function and its length.
pub struct Function {
    /// Its name.
    pub name: String,
    /// Line of the word `fn`.
    pub line: usize,
    /// Lines from there to the closing brace.
    pub lines: usize,
    /// Whether it is `async`.
    pub is_async: bool,
}

/// The tokens and functions of a file.
#[derive(Default)]
pub struct Code {
    /// Tokens with their lines, tests left out.
    pub tokens: Vec<(Token, usize)>,
    /// All functions, those of tests too.
    pub functions: Vec<Function>,
}

impl Code {
    /// Reads a source file; `None` if it is not Rust.
    pub fn read(text: &str) -> Option<Self> {
        let stream: TokenStream = text.parse().ok()?;
        let mut code = Self::default();
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        code.measure(&trees);
        code.flatten(&trees);
        Some(code)
    }

    /// String literals with their lines.
    pub fn strings(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tokens.iter().filter_map(|(token, line)| match token {
            Token::Str(text) => Some((text.as_str(), *line)),
            _ => None,
        })
    }

    /// The name at the place, or an empty text.
    pub fn ident(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some((Token::Ident(name), _)) => name,
            _ => "",
        }
    }

    /// Whether the tokens from the place on are these: names as they are, punctuation one by one.
    pub fn reads(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(i, word)| match self.tokens.get(at + i) {
                Some((Token::Ident(name), _)) => name == word,
                Some((Token::Punct(c) | Token::Open(c) | Token::Close(c), _)) => {
                    *word == c.to_string()
                }
                _ => false,
            })
    }

    /// The arguments of a call whose opening parenthesis stands at the place: their token ranges.
    pub fn arguments(&self, open: usize) -> Vec<std::ops::Range<usize>> {
        let (mut depth, mut start, mut list) = (0usize, open + 1, Vec::new());
        for at in open..self.tokens.len() {
            match self.tokens[at].0 {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Punct(',') if depth == 1 => {
                    list.push(start..at);
                    start = at + 1;
                }
                _ => {}
            }
            if depth == 0 {
                if at > start {
                    list.push(start..at);
                }
                break;
            }
        }
        list
    }

    fn measure(&mut self, trees: &[TokenTree]) {
        for (at, tree) in trees.iter().enumerate() {
            if let TokenTree::Group(group) = tree {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                self.measure(&inner);
            }
            let (Some(TokenTree::Ident(name)), true) = (trees.get(at + 1), is(tree, "fn")) else {
                continue;
            };
            let line = tree.span().start().line;
            let end = trees[at..].iter().find_map(|t| match t {
                TokenTree::Group(g) if g.delimiter() == Delimiter::Brace => Some(g.span_close()),
                TokenTree::Punct(p) if p.as_char() == ';' => Some(p.span()),
                _ => None,
            });
            let lines = end.map_or(1, |span| span.end().line - line + 1);
            let is_async = at > 0 && is(&trees[at - 1], "async");
            self.functions.push(Function {
                name: name.to_string(),
                line,
                lines,
                is_async,
            });
        }
    }

    fn flatten(&mut self, trees: &[TokenTree]) {
        let mut at = 0;
        while at < trees.len() {
            if let Some(attribute) = attribute(trees, at) {
                let after = at + attribute.len;
                if attribute.test {
                    at = skip_item(trees, after);
                    continue;
                }
                if attribute.doc {
                    at = after;
                    continue;
                }
            }
            self.push(&trees[at]);
            at += 1;
        }
    }

    fn push(&mut self, tree: &TokenTree) {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::None => (' ', ' '),
                };
                self.tokens.push((Token::Open(open), line));
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                self.flatten(&inner);
                self.tokens
                    .push((Token::Close(close), group.span_close().end().line));
            }
            TokenTree::Ident(name) => self.tokens.push((Token::Ident(name.to_string()), line)),
            TokenTree::Punct(p) => self.tokens.push((Token::Punct(p.as_char()), line)),
            TokenTree::Literal(l) => self.tokens.push((literal(&l.to_string()), line)),
        }
    }
}

struct Attribute {
    len: usize,
    test: bool,
    doc: bool,
}

/// The attribute that begins at the place, if any.
fn attribute(trees: &[TokenTree], at: usize) -> Option<Attribute> {
    let punct =
        |at: usize, c| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == c);
    if !punct(at, '#') {
        return None;
    }
    let len = if punct(at + 1, '!') { 3 } else { 2 };
    let TokenTree::Group(group) = trees.get(at + len - 1)? else {
        return None;
    };
    let text = group.stream().to_string().replace(' ', "");
    let test = text == "test"
        || text.ends_with("::test")
        || text.starts_with("cfg(test")
        || text.starts_with("tokio::test")
        || text.starts_with("cfg(any(test");
    Some(Attribute {
        len,
        test: test && len == 2,
        doc: text.starts_with("doc="),
    })
}

/// The place behind the item that begins at the place.
fn skip_item(trees: &[TokenTree], mut at: usize) -> usize {
    let is_use = trees[at..].iter().take(4).any(|t| is(t, "use"));
    while at < trees.len() {
        at += 1;
        match &trees[at - 1] {
            TokenTree::Punct(p) if p.as_char() == ';' => break,
            TokenTree::Group(g) if g.delimiter() == Delimiter::Brace && !is_use => break,
            _ => {}
        }
    }
    at
}

fn is(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(name) if name == word)
}

/// The value of a literal as it stands in the source.
fn literal(source: &str) -> Token {
    let plain = source.trim_start_matches(['b', 'c', 'r']);
    if !plain.starts_with(['"', '#']) {
        return Token::Literal(source.to_owned());
    }
    let inner = plain.trim_matches('#');
    let inner = inner
        .strip_prefix('"')
        .and_then(|s| s.strip_suffix('"'))
        .unwrap_or(inner);
    let raw = source.trim_start_matches(['b', 'c']).starts_with('r');
    Token::Str(if raw {
        inner.to_owned()
    } else {
        unescape(inner)
    })
}

fn unescape(text: &str) -> String {
    let (mut out, mut chars) = (String::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}

#[test]
fn tests_and_doc_comments_are_left_out() {
    let text = "//! a \"doc\"\n/// b\nfn go() { say(\"yes\"); }\n#[cfg(test)]\nmod tests { fn x() { say(\"no\"); } }\nfn on() { say(\"also\") }";
    let code = Code::read(text).unwrap();
    let strings: Vec<&str> = code.strings().map(|(s, _)| s).collect();
    assert_eq!(strings, ["yes", "also"]);
    assert_eq!(code.functions.len(), 3);
}

#[test]
fn functions_are_measured_to_their_closing_brace() {
    let code = Code::read("async fn a() {\n  if b {\n  }\n}\nfn c();\n").unwrap();
    let found: Vec<_> = code
        .functions
        .iter()
        .map(|f| (f.name.as_str(), f.lines, f.is_async))
        .collect();
    assert_eq!(found, [("a", 4, true), ("c", 1, false)]);
}

#[test]
fn literals_are_read_with_their_escapes() {
    assert_eq!(literal(r#""a\"b""#), Token::Str("a\"b".into()));
    assert_eq!(
        literal("r#\"select \"x\"\"#"),
        Token::Str("select \"x\"".into())
    );
    assert_eq!(
        literal("\"select 1 \\\n      from t\""),
        Token::Str("select 1 from t".into())
    );
    assert_eq!(literal("'ä'"), Token::Literal("'ä'".into()));
}
