import Foundation
import Testing

@Suite("mulin bundle")
struct BundleTests {
    @Test("of a day verifies on its own in an empty directory, and says what it claims")
    func alone() async throws {
        let demo = try await SmallDemo(meals: 400, canteens: 8, diners: 1500, seed: 7)
        let (program, folder, data) = (demo.program, demo.folder, demo.data)
        let packed = try await program.run([
            "bundle", "2026-11-24", "--data", data, "--out", folder.path + "/b.tar.gz",
            "--with-statements", "--json",
        ])
        try #require(packed.code == 0, "\(packed.errors)")
        let elsewhere = try Folder()
        for name in ["b.tar.gz", "demo/keys/settlement-public.pem"] {
            try FileManager.default.copyItem(
                atPath: folder.path + "/" + name,
                toPath: elsewhere.path + "/" + (name.split(separator: "/").last ?? ""))
        }
        try FileManager.default.removeItem(atPath: data)
        let bundle = elsewhere.path + "/b.tar.gz"
        let verified = try await program.run([
            "verify", bundle, "--key", elsewhere.path + "/settlement-public.pem", "--json",
        ])
        #expect(verified.code == 0, "\(verified.errors)")
        let said = try #require(try Self.json(verified.output))
        let stated = try #require(try Self.json(packed.output))
        #expect(said["payable"] as? Int == stated["payable"] as? Int)
        #expect((said["payable"] as? Int ?? 0) > 10_000)
        #expect(said["rated"] as? Int == stated["subsidised"] as? Int)
        #expect(said["statements"] as? Int == 1 && said["signed"] as? Bool == true)
        #expect(said["signed_statements"] as? Int == 1)
        let unnamed = try await program.run(["verify", bundle])
        #expect(unnamed.code == 0 && unnamed.output.contains("name the bureau's key with --key"))
        #expect(!unnamed.output.contains("signed by"))
        try await strangers(bundle, elsewhere)
        try await broken(program, bundle, elsewhere)
    }

    /// Programs that know nothing of mulin read it, too.
    private func strangers(_ bundle: String, _ folder: Folder) async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/x", withIntermediateDirectories: true)
        let opened = try await Program.run(
            "/bin/sh",
            ["-c", "cd \(folder.path)/x && tar xf \(bundle) && sha256sum --quiet -c SHA256SUMS"])
        #expect(opened.code == 0, "\(opened.errors)")
        let named = try await Program.run(
            "/bin/sh", ["-c", "cd \(folder.path)/x && grep -rlE '[1-9][0-9]{16}[0-9X]' . || true"])
        #expect(!named.output.contains("snapshots/"), "an ID number: \(named.output)")
        // No claim hangs on what was cooked when, or on whose card is stopped.
        for file in try FileManager.default.contentsOfDirectory(
            atPath: folder.path + "/x/snapshots")
        {
            let head = try #require(
                try String(contentsOfFile: folder.path + "/x/snapshots/" + file, encoding: .utf8)
                    .split(separator: "\n").first)
            let contents = try #require(try Self.json(String(head)))
            #expect(
                Set(contents.keys) == ["kind", "v", "policies", "calendar", "canteens", "menu"])
            #expect((contents["menu"] as? [Any])?.isEmpty == true)
        }
    }

    private func broken(_ program: Program, _ bundle: String, _ folder: Folder) async throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: bundle)))
        let cut = folder.path + "/cut.tar.gz"
        try Data(whole.prefix(whole.count / 2)).write(to: URL(fileURLWithPath: cut))
        let refused = try await program.run(["verify", cut])
        #expect(refused.code == 65 && refused.errors.contains("no whole archive"))
        let claims = folder.path + "/x/claims.csv"
        let text = try String(contentsOfFile: claims, encoding: .utf8)
        try text.replacing("district", with: "strictdi").write(
            toFile: claims, atomically: true, encoding: .utf8)
        let packed = try await Program.run(
            "/bin/sh",
            [
                "-c",
                "cd \(folder.path)/x && tar cf ../again.tar $(cat SHA256SUMS | cut -c67-) SHA256SUMS SHA256SUMS.sig",
            ])
        #expect(packed.code == 0, "\(packed.errors)")
        let differs = try await program.run(["verify", folder.path + "/again.tar"])
        #expect(differs.code == 1, "\(differs.errors)")
        #expect(differs.errors.contains("again.tar: claims.csv: was altered"))
        try text.write(toFile: claims, atomically: true, encoding: .utf8)
        _ = try await Program.run(
            "/bin/sh",
            [
                "-c",
                "cd \(folder.path)/x && tar cf ../again.tar $(cat SHA256SUMS | cut -c67-) SHA256SUMS SHA256SUMS.sig",
            ])
        let same = try await program.run(["verify", folder.path + "/again.tar"])
        #expect(same.code == 0, "another tar program packed it: \(same.errors)")
    }

    @Test("refuses what is not closed, no date, and a canteen that is not there")
    func refused() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        func bundle(_ arguments: [String]) async throws -> Program.Outcome {
            try await program.run(
                ["bundle"] + arguments
                    + ["--data", district.data, "--out", district.folder.path + "/b.tar"])
        }
        let open = try await bundle(["2026-11-23"])
        #expect(open.code == 65 && open.errors.contains("mulin close"))
        #expect(try await bundle(["yesterday"]).code == 64)
        #expect(try await bundle(["2026-11", "--claim", "weather=fine"]).code == 64)
        let rows = "s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash\n"
        #expect(try await district.replay(program, rows).code == 0)
        _ = try await program.run(["close", "2026-11-23", "--force", "--data", district.data])
        #expect(try await bundle(["2026-11", "--claim", "canteen=Z9"]).code == 65)
        #expect(try await bundle(["2026-11", "--claim", "canteen=A1"]).code == 0)
        let other = try await program.run(["verify", district.folder.path + "/b.tar"])
        #expect(other.code == 0 && other.output.contains("1 claims of ¥3.00"), "\(other.errors)")
    }

    private static func json(_ text: String) throws -> [String: Any]? {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    }
}
