"""Programs by what they can do: tables. A name that no table knows may do anything.

`READ` and `WRITE` are short on purpose: a program stands there only when, with the options that its
row lets pass, it can do no more than that. Everything else is irreversible.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.model.action import Trait


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a program that reads, which make more of it: those are refused.

    Attributes:
        letters: short ones, found anywhere in a cluster.
        names: long ones; programs take them shortened, so every beginning counts.
        operands: with more words than that beside options it writes the last.
        text: what no word may hold, in small letters.
    """

    letters: str = ""
    names: tuple[str, ...] = ()
    operands: int | None = None
    text: str = ""

    @property
    def any_words(self) -> bool:
        """Whether no word can make more of the program: a pattern of files cannot either."""
        return self == Options()


_PLAIN = (
    *("basename", "cal", "cat", "cd", "cksum", "cmp", "column", "comm", "cut", "df"),
    *("dirname", "du", "echo", "egrep", "expand", "expr", "false", "fgrep", "fmt", "fold"),
    *("free", "grep", "groups", "head", "hexdump", "id", "join", "ls", "lsblk", "lscpu"),
    *("md5sum", "nl", "nproc", "od", "paste", "pgrep", "ps", "pwd", "readlink"),
    *("realpath", "rev", "seq", "sha1sum", "sha256sum", "sha512sum", "shasum", "sleep", "stat"),
    *("strings", "sum", "tac", "tail", "tr", "true", "type", "uname", "unexpand"),
    *("uptime", "wc", "which", "whereis", "whoami"),
)
READ: dict[str, Options] = {
    **dict.fromkeys(_PLAIN, Options()),
    "base64": Options("o", ("--output",)),
    "ag": Options(names=("--pager",)),
    "date": Options("s", ("--set",), operands=1),
    "diff": Options("l", ("--paginate",)),
    "fd": Options("xX", ("--exec", "--exec-batch")),
    "file": Options("C", ("--compile", "--no-sandbox")),
    "find": Options(
        names=(
            "-exec",
            "-execdir",
            "-ok",
            "-okdir",
            "-delete",
            "-fprint",
            "-fprint0",
            "-fprintf",
            "-fls",
        )
    ),
    "jq": Options(text="env"),
    "printf": Options("v"),  # -v 'name[$(...)]' runs what stands there
    "rg": Options(names=("--pre", "--hostname-bin")),
    "sort": Options("oTS", ("--output", "--compress-program", "--temporary-directory")),
    "tree": Options("oR", ("--output",)),
    "uniq": Options(operands=1),
    "xxd": Options("r", ("-revert",), operands=1),
}
NAME_NO_FILES = frozenset(
    ("countersign", "date", "echo", "expr", "printf", "seq", "sleep", "type", "which", "whereis")
)
# Nothing but these letters may follow the dash; any other option and it is not known what it does.
WRITE: dict[str, str] = {"cp": "afnprRv", "mkdir": "pv", "mv": "fnv", "tee": "a", "touch": "acm"}

# git commands that only look, and options that make more of them (shortened ones count).
GIT_READ = frozenset(
    (
        *("blame", "cat-file", "describe", "diff", "grep", "log", "ls-files", "ls-tree"),
        *("merge-base", "name-rev", "rev-list", "rev-parse", "shortlog", "show", "status"),
    )
)
GIT_REFUSED = Options(
    "O",
    (
        *("--output", "--ext-diff", "--textconv", "--open-files-in-pager", "--exec", "--no-index"),
        *("--filters", "--batch-command", "--contents", "--format-patch"),
    ),
)
GIT_DELETES = frozenset(("clean", "reset", "restore", "checkout", "rm", "gc", "prune", "reflog"))
GIT_NETWORK = frozenset(
    ("push", "fetch", "pull", "clone", "ls-remote", "submodule", "remote", "send-email", "archive")
)
# Programs whose second word says what they do: a wider grant keeps it.
HAS_VERBS = frozenset(
    (
        *("apt", "aws", "az", "brew", "bun", "bundle", "cargo", "composer", "conda", "deno"),
        *("docker", "dotnet", "flutter", "gcloud", "gem", "gh", "git", "glab", "go", "gradle"),
        *("helm", "hg", "kubectl", "make", "mvn", "nix", "npm", "npx", "pip", "pip3", "pnpm"),
        *("podman", "poetry", "ruff", "rustup", "svn", "terraform", "twine", "uv", "yarn"),
    )
)
INTERPRETERS = frozenset(
    (
        *("ash", "awk", "bash", "bun", "busybox", "cmd", "csh", "dash", "deno", "elvish", "fish"),
        *("gawk", "ghci", "groovy", "irb", "java", "jshell", "julia", "ksh", "lua", "luajit"),
        *("m4", "mawk", "mksh", "nawk", "node", "nodejs", "nu", "osascript", "perl", "php"),
        *("powershell", "pwsh", "pypy", "pypy3", "python", "python2", "python3", "R", "Rscript"),
        *("rbash", "ruby", "scala", "sed", "sh", "sqlite3", "psql", "mysql", "swift", "tclsh"),
        *("expect", "toybox", "tsx", "ts-node", "wish", "zsh", "ed", "ex", "emacs", "vi", "vim"),
        *("nvim", "gdb", "lldb", "make", "gmake", "just", "cmake", "ninja", "ant", "rake"),
        # they run what follows, or what they read
        *(".", "alias", "at", "atq", "batch", "bind", "builtin", "chroot", "command", "coproc"),
        *("crontab", "doas", "enable", "entr", "env", "eval", "exec", "find", "firejail"),
        *("flock", "fd", "hash", "ionice", "let", "ltrace", "mapfile", "nice", "nohup", "nsenter"),
        *("npx", "pnpx", "bunx", "uvx", "pipx", "parallel", "pkexec", "rlwrap", "run-parts"),
        *("run0", "runuser", "script", "set", "setarch", "setpriv", "setsid", "shopt", "source"),
        *("ssh", "start-stop-daemon", "stdbuf", "strace", "su", "sudo", "systemd-run", "tar"),
        *("taskset", "time", "timeout", "tmux", "screen", "trap", "unshare", "unbuffer", "watch"),
        *("wsl", "xargs", "xonsh", "zip", "rsync", "docker", "podman", "kubectl"),
    )
)
ELEVATES = frozenset(
    (
        *("sudo", "sudoedit", "doas", "su", "pkexec", "run0", "runuser", "runas", "gsudo"),
        *("machinectl", "setcap", "visudo", "chroot", "nsenter"),
    )
)
DELETES = frozenset(
    (
        *("rm", "rmdir", "unlink", "shred", "srm", "wipe", "wipefs", "truncate", "dd", "rimraf"),
        *("mkfs", "mke2fs", "fdisk", "parted", "blkdiscard", "trash", "trash-put", "gio"),
        *("del", "erase", "rd", "remove-item", "ri", "format"),
    )
)
NETWORK = frozenset(
    (
        *("curl", "wget", "aria2c", "http", "https", "httpie", "xh", "lynx", "links", "w3m"),
        *("nc", "ncat", "netcat", "socat", "telnet", "ftp", "lftp", "tftp", "sftp", "scp"),
        *("rsync", "ssh", "sshfs", "mosh", "rclone", "s3cmd", "aws", "az", "gcloud", "gsutil"),
        *("gh", "glab", "hub", "mail", "mailx", "mutt", "sendmail", "msmtp", "swaks"),
        *("dig", "nslookup", "host", "drill", "ping", "ping6", "traceroute", "whois", "nmap"),
        *("kubectl", "helm", "heroku", "fly", "flyctl", "vercel", "netlify", "wrangler"),
        *("firebase", "doctl", "ngrok", "cloudflared", "croc", "magic-wormhole", "wormhole"),
        *("transmission-cli", "invoke-webrequest", "iwr", "invoke-restmethod", "irm"),
        *("certutil", "bitsadmin", "twine", "telegram-send", "slack", "websocat", "grpcurl"),
    )
)
# (program, word) -> what stands out, wherever the word stands.
VERB_TRAITS: dict[str, dict[str, frozenset[Trait]]] = {
    **{
        name: {"publish": frozenset((Trait.PUSHES, Trait.NETWORK))}
        for name in ("npm", "yarn", "pnpm", "bun", "cargo", "poetry", "uv", "flit", "hatch")
    },
    "twine": {"upload": frozenset((Trait.PUSHES,))},
    "gem": {"push": frozenset((Trait.PUSHES, Trait.NETWORK))},
    "hg": {"push": frozenset((Trait.PUSHES, Trait.NETWORK))},
    "svn": {
        "commit": frozenset((Trait.PUSHES, Trait.NETWORK)),
        "ci": frozenset((Trait.PUSHES, Trait.NETWORK)),
        "delete": frozenset((Trait.DELETES,)),
    },
    **{
        name: {
            "push": frozenset((Trait.PUSHES, Trait.NETWORK)),
            "rm": frozenset((Trait.DELETES,)),
            "rmi": frozenset((Trait.DELETES,)),
            "prune": frozenset((Trait.DELETES,)),
        }
        for name in ("docker", "podman", "helm", "buildah", "skopeo")
    },
    "kubectl": {
        "delete": frozenset((Trait.DELETES,)),
        "apply": frozenset((Trait.PUSHES,)),
    },
    "terraform": {
        "apply": frozenset((Trait.PUSHES, Trait.NETWORK)),
        "destroy": frozenset((Trait.DELETES, Trait.NETWORK)),
    },
    "gh": {
        word: frozenset((Trait.PUSHES,))
        for word in ("create", "merge", "upload", "edit", "comment", "close", "api", "sync")
    },
    "glab": {word: frozenset((Trait.PUSHES,)) for word in ("create", "merge", "note", "api")},
    "aws": {
        **{word: frozenset((Trait.PUSHES,)) for word in ("cp", "sync", "mv", "put-object")},
        **{word: frozenset((Trait.DELETES,)) for word in ("rm", "rb", "delete-object")},
    },
}
# They turn what they read into text or a stream that another program can send.
ENCODERS = frozenset(
    (
        *("base64", "base32", "xxd", "hexdump", "od", "uuencode", "gzip", "bzip2", "xz", "zstd"),
        *("tar", "zip", "7z", "openssl", "gpg", "age", "dd"),
    )
)
REVEALS_ENVIRONMENT = frozenset(("env", "printenv", "set", "export", "declare", "compgen"))

KEYCHAIN = frozenset(
    (
        *("secret-tool", "security", "keyctl", "kwallet-query", "kwalletcli", "kwalletmanager"),
        *("gnome-keyring", "gnome-keyring-daemon", "seahorse", "cmdkey", "vaultcmd", "keyring"),
        *("pass", "gopass", "op", "bw", "rbw", "lpass", "keepassxc-cli", "ssh-add", "gpg-agent"),
        "gpg-connect-agent",
    )
)
# Those of them that are no words of everyday text, for commands that are only searched.
KEYCHAIN_WORDS = KEYCHAIN - {"security", "pass", "op", "bw", "keyring"}
INPUT = frozenset(
    (
        *("xdotool", "ydotool", "ydotoold", "dotool", "dotoold", "wtype", "xte", "xvkbd"),
        *("osascript", "cliclick", "autokey-run", "evemu-event", "evemu-play", "uinput-tool"),
        *("wlrctl", "swaymsg", "xautomation", "autohotkey", "sikulix", "kdotool", "xmacroplay"),
    )
)
BUS_TOOLS = frozenset(("gdbus", "dbus-send", "busctl", "qdbus", "qdbus6", "qdbus-qt5"))
SIGNALS = frozenset(("kill", "pkill", "killall", "killall5", "skill", "xkill", "taskkill", "fuser"))
SERVICES = frozenset(("systemctl", "service", "launchctl", "sc", "rc-service", "loginctl"))

OUR_PROGRAMS = frozenset(("countersign", "countersign-hook"))
# Verbs of ours that an agent may run: they read. All others loosen, reveal, pause, purge or undo.
OUR_READING = frozenset(
    (
        *("status", "doctor", "runs", "show", "search", "tail", "audit-log", "verify"),
        *("completion", "policy"),
    )
)
OUR_READING_PAIRS = frozenset(
    (
        *(("consent", "list"), ("consent", "show"), ("consent", "request")),
        *(("bundle", "verify"), ("bundle", "inspect"), ("bundle", "verifier")),
        *(("keys", "list"), ("keys", "export-public"), ("config", "list"), ("config", "get")),
        *(("upstream", "list"), ("ledger", "export"), ("mode", "--help")),
        *(("vault", "list"), ("git-trailers", "hook")),
    )
)
OUR_LOOSENING = frozenset(
    (
        *("pause", "resume", "mode", "config", "setup", "uninstall", "keys", "vault", "hold"),
        *("purge", "rollback", "consent", "ledger", "upstream", "bundle", "index", "serve"),
        "mcp-proxy",
    )
)
STANDARD_FOLDERS = (
    *("/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/", "/usr/local/sbin/"),
    *("/opt/homebrew/bin/", "/opt/local/bin/", "/run/current-system/sw/bin/"),
)
