import Testing

@Suite("mulin card and mulin terminal")
struct CardTests {
    private let card = "6299990000000001"

    @Test("stop and replace cards by their numbers, and list them; a mistake is one line")
    func cards() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        func run(_ arguments: String...) async throws -> Program.Outcome {
            try await program.run(["card"] + arguments + ["--data", district.data])
        }
        #expect(try await run("list").output == "no card is stopped\n")
        let new = "6299990000000777"
        let replaced = try await run("replace", card, new)
        #expect(replaced.output.hasPrefix("diner D1 has the new card"), "\(replaced.errors)")
        let stopped = try await run("stop", new, "--reason", "lost")
        #expect(stopped.output.hasPrefix("stopped 1 card;"), "\(stopped.errors)")
        let all = try await run("stop", "--diner", "D2", "--reason", "moved away")
        #expect(all.output.hasPrefix("stopped 1 card;"), "\(all.errors)")
        let list = try await run("list")
        #expect(list.output.split(separator: "\n").count == 3)
        #expect(!list.output.contains(card) && list.output.contains("moved away"))
        for wrong in [
            ["stop", "1234", "--reason", "lost"], ["stop", new, "--reason", "lost"],
            ["stop", "--diner", "D9", "--reason", "lost"], ["replace", card, card],
        ] {
            let outcome = try await program.run(["card"] + wrong + ["--data", district.data])
            #expect(outcome.code == 65, "\(wrong)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
        #expect(try await run("stop", "--reason", "lost").code == 64)
    }

    @Test("end a till's key through the running service, with the card it sold to still good")
    func revoke() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let sales = "s1,2026-11-23T11:05:00,A1,AA000001,\(card),,101,1,20.00,cash\n"
        #expect(try await district.replay(program, sales).code == 0)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        func revoke(_ terminal: String) async throws -> Program.Outcome {
            try await program.run([
                "terminal", "revoke", terminal, "--reason", "stolen", "--data", district.data,
                "--service", service.address,
            ])
        }
        let outcome = try await revoke("AA000001")
        #expect(outcome.output == "terminal AA000001 epoch 1: revoked after record 2\n")
        #expect(try await revoke("AA000001").code == 69)
        #expect(try await revoke("nonsense!").code == 65)
        service.stop()
        let again = try await program.run([
            "terminal", "revoke", "AA000001", "--reason", "stolen", "--data", district.data,
        ])
        #expect(again.code == 65 && again.errors.contains("was revoked"))
    }
}
