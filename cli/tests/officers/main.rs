//! Keys, the province's book and orders, through the program as people run it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod book;
mod draft;
mod keys;
mod orders;
mod registry;

use std::path::PathBuf;
use std::process::{Command, Stdio};

const USCC: &str = "91350100M000100Y43";
const NUMBER: &str = "13010020260001000001";

/// A folder in which the program runs.
struct Desk(tempfile::TempDir);

/// What the program said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::write(desk.path("pass"), "口令 for tests 2026\n").unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &str) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_hezheng"))
            .args(["--lang", "en"])
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs what must succeed.
    fn ok(&self, arguments: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "hezheng {arguments}\n{}{}", said.out, said.err);
        said.out
    }

    /// Runs what must fail, and gives what it says.
    fn fails(&self, arguments: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 1, "hezheng {arguments}\n{}{}", said.out, said.err);
        assert!(said.err.contains("Error: "), "{}", said.err);
        said.err
    }

    fn new_key(&self, role: &str, name: &str) {
        self.ok(&format!("keys new --role {role} --out {name}.pem --passphrase-file pass"));
    }

    /// A province: roots 1 and 2, an authority, officers A1001 and A1002, an institution; its first bundle signed.
    fn province() -> Self {
        let desk = Self::new();
        for (role, name) in [
            ("root", "root1"),
            ("root", "root2"),
            ("authority", "service"),
            ("officer", "wang"),
            ("officer", "zhou"),
            ("issuer", "school"),
        ] {
            desk.new_key(role, name);
        }
        desk.ok("trust init --province 示例省 --root root1.pub.pem --person 张三 --root root2.pub.pem --person 李四");
        desk.ok("trust add-authority --code 130100 --name 示例市人社局 --base-url http://127.0.0.1:8080/130100");
        desk.ok(&format!(
            "trust add-institution --uscc {USCC} --name 示例职业培训学校 --authority 130100 --number 0001 --contact 赵六"
        ));
        desk.ok("trust add-officer --authority 130100 --staff-code A1001 --name 王五");
        desk.ok("trust add-officer --authority 130100 --staff-code A1002 --name 周八");
        desk.ok("trust add-key service.pub.pem --role authority --authority 130100 --person 孙七");
        desk.ok("trust add-key wang.pub.pem --role officer --authority 130100 --staff-code A1001");
        desk.ok("trust add-key zhou.pub.pem --role officer --authority 130100 --staff-code A1002 --may approve");
        desk.ok(&format!("trust add-key school.pub.pem --role issuer --uscc {USCC}"));
        desk.ok("trust sign --key root1.pem --passphrase-file pass");
        desk
    }
}
