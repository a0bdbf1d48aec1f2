import Glibc
import Testing

@testable import Objects

@Suite struct `What is said of a mount` {
    @Test func `is a path of the host, a volume, or a volume without a name`() throws {
        let path = try MountText.volume("./src:/work:ro,exec", in: "/home/me")
        #expect(path.kind == .bind && path.source == "/home/me/./src" && path.isReadOnly)
        #expect(path.options == ["exec"])
        let volume = try MountText.volume("data:/var/lib/db", in: "/")
        #expect(volume.kind == .volume && volume.name == "data" && !volume.isReadOnly)
        #expect(try MountText.volume("/var/lib/db", in: "/").isAnonymous)
        let full = try MountText.mount("type=bind,src=/a,target=/b,readonly", in: "/")
        #expect(full.kind == .bind && full.source == "/a" && full.destination == "/b")
        #expect(full.isReadOnly)
    }

    @Test(arguments: [
        "a:b", "/a:/", "a b:/c", "/a:/b:nonsense", "/a:/../b", ":/b", "/a:/b:ro:x", "/a:/b:U",
    ])
    func `is refused`(text: String) {
        #expect(throws: ObjectError.self) { try MountText.volume(text, in: "/") }
    }

    @Test func `may ask for labels where the kernel has none`() throws {
        guard access("/sys/fs/selinux/enforce", F_OK) != 0 else {
            return print("skipped: this kernel has SELinux, and relabelling is refused")
        }
        #expect(try MountText.volume("/a:/b:ro,z", in: "/").isReadOnly)
        #expect(try MountText.volume("/a:/b:Z", in: "/").options == [])
    }

    @Test func `is memory with options of tmpfs`() throws {
        let point = try MountText.memory("/t:size=1m,mode=700,exec,ro")
        #expect(point.options == ["size=1m", "mode=700"] && point.isReadOnly)
        for text in ["/t:sice=1m", "/t:foo", "t:size=1m"] {
            #expect(throws: ObjectError.self) { try MountText.memory(text) }
        }
    }

    @Test(arguments: [
        "type=bind,dst=/x", "type=nfs,dst=/x", "type=volume,src=a", "type=tmpfs,dst=/x,source-x=1",
    ])
    func `is refused in full, too`(text: String) {
        #expect(throws: ObjectError.self) { try MountText.mount(text, in: "/") }
    }
}

@Suite struct `An amount` {
    @Test func `of bytes has a unit`() {
        #expect(AmountText.bytes("64m") == 64 << 20)
        #expect(AmountText.bytes("1.5G") == 3 << 29)
        #expect(AmountText.bytes("2KiB") == 2048)
        #expect(AmountText.bytes("123b") == 123)
        for text in ["", "m", "-1", "1x", "nan", "1e300"] { #expect(AmountText.bytes(text) == nil) }
    }

    @Test func `of time has a unit, too`() {
        #expect(AmountText.seconds("1m30s") == 90)
        #expect(AmountText.seconds("500ms") == 0.5)
        #expect(AmountText.seconds("0") == 0)
        for text in ["", "5", "s", "1x", "m1"] { #expect(AmountText.seconds(text) == nil) }
    }

    @Test func `of a process has one value or two`() {
        let limit = AmountText.processLimit("nofile=10:20")
        #expect(limit?.name == "RLIMIT_NOFILE" && limit?.soft == 10 && limit?.hard == 20)
        #expect(AmountText.processLimit("nproc=-1")?.hard == .max)
        for text in ["nofile", "nofile=20:10", "nofile=a", "nofile=1:2:3"] {
            #expect(AmountText.processLimit(text) == nil)
        }
    }
}

@Suite struct `The policy of a container` {
    @Test func `is read as Docker writes it`() {
        #expect(RestartPolicy("on-failure:3") == .onFailure(maximum: 3))
        #expect(RestartPolicy("unless-stopped") == .unlessStopped)
        for text in ["often", "on-failure:", "on-failure:-1", "always:3"] {
            #expect(RestartPolicy(text) == nil)
        }
    }

    @Test func `says whether it is run again`() {
        #expect(!RestartPolicy.no.restarts(after: 1, restarts: 0))
        #expect(RestartPolicy.always.restarts(after: 0, restarts: 99))
        #expect(!RestartPolicy.onFailure(maximum: nil).restarts(after: 0, restarts: 0))
        #expect(RestartPolicy.onFailure(maximum: 2).restarts(after: 1, restarts: 1))
        #expect(!RestartPolicy.onFailure(maximum: 2).restarts(after: 1, restarts: 2))
    }
}

@Suite struct `The record of a health` {
    private func entry(_ code: Int32) -> HealthRecord.Entry {
        HealthRecord.Entry(start: "", end: "", exitCode: code, output: "")
    }

    @Test func `turns bad after as many failures as it takes, and good at once`() {
        var check = HealthCheck(command: ["true"])
        check.retries = 2
        var record = HealthRecord()
        record.note(entry(1), check, isStarting: true)
        #expect(record.status == .starting && record.failingStreak == 0)
        record.note(entry(1), check, isStarting: false)
        #expect(record.status == .starting)
        record.note(entry(-1), check, isStarting: false)
        #expect(record.status == .unhealthy)
        record.note(entry(0), check, isStarting: false)
        #expect(record.status == .healthy && record.failingStreak == 0)
        for _ in 0..<9 { record.note(entry(0), check, isStarting: false) }
        #expect(record.log.count == HealthRecord.maximumEntries)
    }
}

@Suite struct `A name` {
    @Test func `is as Docker has it`() {
        for name in ["a", "db-1", "A.b_c", "0"] { #expect(ObjectName.isValid(name)) }
        for name in ["", "-a", ".a", "a/b", "a b", "ä", String(repeating: "a", count: 129)] {
            #expect(!ObjectName.isValid(name))
        }
        #expect((0..<100).allSatisfy { _ in ObjectName.isValid(ObjectName.make()) })
    }

    @Test func `for good is 64 digits`() {
        #expect(ContainerID.isValid(ContainerID.make()))
        #expect(!ContainerID.isValid("abc"))
        #expect(
            ContainerID.isPrefix("abc") && !ContainerID.isPrefix("xyz") && !ContainerID.isPrefix("")
        )
    }
}

@Suite struct `The keys that let go` {
    @Test func `are found in a row only`() {
        var keys = DetachKeys(DetachKeys.bytes("ctrl-p,ctrl-q") ?? [])
        let found = [[0x10, 0x61, 0x11], [0x10], [0x11]].map { (typed: [UInt8]) in
            keys.complete(typed[...])
        }
        #expect(found == [false, false, true])
        #expect(DetachKeys.bytes("a,ctrl-") == nil)
        #expect(DetachKeys.bytes("ab") == nil)
        #expect(DetachKeys.bytes("") == [])
    }
}
