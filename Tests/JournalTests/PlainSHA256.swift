/// SHA-256 as FIPS 180-4 writes it down, to check ours against.
func plainSHA256(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = []
    var constants: [UInt32] = []
    var candidate = 2
    while constants.count < 64 {
        if (2..<candidate).allSatisfy({ candidate % $0 != 0 }) {
            // The first 32 bits of the fractions of square and cube roots of the first primes.
            if state.count < 8 { state.append(rootFraction(candidate, 2)) }
            constants.append(rootFraction(candidate, 3))
        }
        candidate += 1
    }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(message.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    for start in stride(from: 0, to: padded.count, by: 64) {
        compress(Array(padded[start..<(start + 64)]), &state, constants)
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
}

/// ⌊2³² · fractional part of the root⌋, by searching for the whole number.
private func rootFraction(_ prime: Int, _ degree: Int) -> UInt32 {
    let target = UInt128(prime) << UInt128(32 * degree)
    var (low, high) = (UInt128(0), UInt128(1) << 38)
    while high - low > 1 {
        let middle = (low + high) / 2
        let power = degree == 2 ? middle * middle : middle * middle * middle
        if power <= target { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
}

private func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
}

private func compress(_ block: [UInt8], _ state: inout [UInt32], _ constants: [UInt32]) {
    var words = (0..<16).map { index in
        block[(index * 4)..<(index * 4 + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for t in 16..<64 {
        let (old, recent) = (words[t - 15], words[t - 2])
        let s0 = turned(old, 7) ^ turned(old, 18) ^ old >> 3
        let s1 = turned(recent, 17) ^ turned(recent, 19) ^ recent >> 10
        words.append(words[t - 16] &+ s0 &+ words[t - 7] &+ s1)
    }
    var v = state
    for t in 0..<64 {
        let s1 = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let first = v[7] &+ s1 &+ choice &+ constants[t] &+ words[t]
        let s0 = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        v = [first &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] &+= v[index] }
}
