import Foundation
import Glibc
import TestSupport
import Testing

@Suite(
    .needsRoot,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/bin/busybox"),
        "needs busybox-static"
    )
)
struct `An image by name` {
    /// A bench with a root file system of busybox, packed.
    private func bench(_ user: ContainerUser) throws -> ContainerBench {
        let bench = try ContainerBench(user)
        let made = try bench.line(
            "mkdir -p root/bin root/etc && cp /bin/busybox root/bin && ln -s busybox root/bin/sh"
                + " && echo hello > root/etc/motd && tar -C root --owner 0 --group 0 -cf root.tar ."
        )
        #expect(made.code == 0, "\(made.stderr)")
        let image = try bench.cuvette(
            "image",
            "import",
            "root.tar",
            "base:1",
            "--change",
            "CMD [\"/bin/sh\"]",
            "--change",
            "ENV A=\"b c\" D=e"
        )
        #expect(image.code == 0, "\(image.stderr)")
        return bench
    }

    @Test(arguments: ContainerUser.present)
    func `is imported, looked at, renamed and taken away`(user: ContainerUser) throws {
        let bench = try bench(user)
        #expect(try bench.cuvette("image", "tag", "base:1", "team/app", "app:2").code == 0)
        let names = try bench.cuvette("image", "ls").stdout.split(separator: "\n")
        #expect(names.count == 4)
        #expect(names[0].hasPrefix("REPOSITORY   TAG      IMAGE ID       CREATED"))
        let shown = try bench.cuvette("image", "inspect", "team/app").stdout
        #expect(shown.contains("\"A=b c\"") && shown.contains("\"app:2\""))
        #expect(try bench.cuvette("image", "history", "app:2").stdout.contains("image import"))
        #expect(try bench.cuvette("image", "verify").stdout.hasSuffix(": 0 damaged\n"))
        #expect(try bench.cuvette("image", "rm", "team/app").code == 0)
        let id = try bench.cuvette("image", "ls", "-q").stdout.split(separator: "\n").map(
            String.init
        )
        #expect(id.count == 1)
        #expect(try bench.cuvette("image", "rm", id[0]).code == 1)
        #expect(try bench.cuvette("image", "rm", "-f", id[0]).code == 0)
        #expect(try bench.cuvette("image", "ls", "-q").stdout == "")
        #expect(try bench.line("ls store/images/blobs/sha256").stdout == "")
        #expect(try bench.cuvette("image", "rm", "app:2").code == 1)
    }

    @Test(arguments: ContainerUser.present)
    func `goes through every form of archive and back`(user: ContainerUser) throws {
        let bench = try bench(user)
        let all = try bench.line(
            """
            set -e
            id=$($CUVETTE image ls -q --no-trunc)
            for form in docker-archive oci-archive docker-archive-v1; do
                $CUVETTE image save --format $form -o $form.tar base:1
            done
            $CUVETTE image save --format oci-dir -o layout base:1
            $CUVETTE image save base:1 | gzip > piped.tar.gz
            for file in *archive*.tar layout piped.tar.gz; do
                $CUVETTE image rm -f $id > /dev/null 2>&1
                $CUVETTE image load -q -i $file
                test $($CUVETTE image ls -q --no-trunc) = $id
                $CUVETTE image export base:1 | tar t | sort | tr '\\n' ' '
            done
            cat piped.tar.gz | $CUVETTE image load
            """
        )
        #expect(all.code == 0, "\(all.stderr)")
        let files = "bin/ bin/busybox bin/sh etc/ etc/motd "
        #expect(all.stdout == String(repeating: files, count: 5) + "Loaded image: base:1\n")
    }

    @Test(arguments: ContainerUser.present)
    func `is made of a container, and compared`(user: ContainerUser) throws {
        let bench = try bench(user)
        let all = try bench.line(
            """
            set -e
            $CUVETTE container run --name one base:1 sh -c \
              '/bin/busybox rm /etc/motd; echo new > /etc/new; /bin/busybox chmod 700 /etc'
            $CUVETTE container commit --change 'LABEL from=one' one base:1 > /dev/null
            $CUVETTE image diff base:1
            $CUVETTE image history base:1 | grep -c -e 'image import' -e '^[0-9a-f]* .* sh -c'
            $CUVETTE container run --rm base:1 sh -c '/bin/busybox cat /etc/new; echo $A'
            $CUVETTE image versions base:1 | wc -l
            $CUVETTE image rollback base:1 > /dev/null
            $CUVETTE image export base:1 | tar t | sort | tr '\\n' ' '
            """
        )
        #expect(all.code == 0, "\(all.stderr)")
        #expect(
            all.stdout
                == "C /etc\nD /etc/motd\nA /etc/new\n2\nnew\nb c\n3\nbin/ bin/busybox bin/sh etc/ etc/motd "
        )
        // The container was made of that very image.
        #expect(try bench.cuvette("image", "rm", "base:1").code == 1)
        try bench.cuvette("container", "rm", "one")
        #expect(try bench.cuvette("image", "rm", "base:1").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test func `is on the disk once, however many containers are made of it`() throws {
        let bench = try bench(.root)
        let all = try bench.line(
            """
            set -e
            $CUVETTE container create base:1 > /dev/null
            before=$(du -sk store | cut -f1)
            for number in 1 2 3 4 5 6 7 8 9 10; do $CUVETTE container create base:1 > /dev/null; done
            after=$(du -sk store | cut -f1)
            echo $(( (after - before) < 1000 ))
            """
        )
        #expect(all.stdout == "1\n", "\(all.stderr)")
    }

    @Test func `is mounted while gc runs`() throws {
        let bench = try bench(.root)
        let all = try bench.line(
            """
            set -e
            mkdir m && $CUVETTE image mount base:1 m > /dev/null
            trap '$CUVETTE image unmount m > /dev/null' EXIT
            $CUVETTE image rm base:1 > /dev/null && $CUVETTE gc > /dev/null
            cat m/etc/motd; ls store/snapshots | grep -c chain
            """
        )
        #expect(all.stdout == "hello\n1\n", "\(all.stderr)")
        _ = try bench.cuvette("gc")
        #expect(try bench.line("ls store/snapshots | grep chain").stdout == "")
    }

    @Test func `that is damaged is named, and can be loaded anew`() throws {
        let bench = try bench(.root)
        let all = try bench.line(
            """
            $CUVETTE image save -o saved.tar base:1
            blob=$(ls -S store/images/blobs/sha256 | head -1)
            printf x | dd of=store/images/blobs/sha256/$blob bs=1 seek=1000 conv=notrunc 2> /dev/null
            $CUVETTE image verify; echo "code $?"
            $CUVETTE image export base:1 | wc -c
            $CUVETTE image verify --remove > /dev/null
            $CUVETTE image load -q -i saved.tar && $CUVETTE image verify > /dev/null; echo "code $?"
            """
        )
        let lines = all.stdout.split(separator: "\n").map(String.init)
        #expect(lines.count == 6)
        #expect(lines.first?.contains("is damaged: its content has another digest") == true)
        #expect(lines.dropFirst().first == "  of base:1")
        #expect(lines.dropFirst(3) == ["code 3", "0", "code 0"])
        #expect(all.stderr.contains("its descriptor says sha256:"))
    }

    @Test func `is there whole or not at all, whenever its command is killed`() throws {
        let bench = try bench(.root)
        let made = try bench.line(
            "head -c 3000000 /dev/urandom > root/noise && tar -C root -cf big.tar ."
                + " && $CUVETTE image import big.tar big:1 && $CUVETTE image save -o big-image.tar big:1"
                + " && $CUVETTE image rm big:1"
        )
        #expect(made.code == 0, "\(made.stderr)")
        for round in 0..<20 {
            let loading = try bench.start(["image", "load", "-i", "big-image.tar"])
            let other = try bench.start(["image", "tag", "base:1", "other:\(round)"])
            usleep(UInt32.random(in: 0...60_000))
            loading.signal(SIGKILL)
            _ = try loading.wait()
            #expect(try other.wait().code == 0)
            let checked = try bench.cuvette("image", "verify")
            #expect(checked.code == 0, "round \(round): \(checked.stdout)")
        }
        let several = try (0..<4).map { _ in
            try bench.start(["image", "load", "-i", "big-image.tar"])
        }
        for loading in several { #expect(try loading.wait().code == 0) }
        #expect(try bench.cuvette("image", "verify").stdout.contains("verified 6 blobs"))
        #expect(try bench.cuvette("image", "rm", "big:1").code == 0)
        #expect(try bench.cuvette("gc").code == 0)
        #expect(try bench.cuvette("image", "ls", "-q", "other").stdout.isEmpty == false)
        #expect(
            try bench.line("ls store/sessions store/partials | grep -c '[0-9]-'").stdout == "0\n"
        )
        #expect(try bench.line("ls store/images/blobs/sha256 | wc -l").stdout == "3\n")
    }
}
