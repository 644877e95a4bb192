namespace LuaVm.Tests.Fuzz;

/// <summary>Changes inputs here and there.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> pieces)
{
    private const int Longest = 8 << 10;

    /// <param name="seed">What is changed.</param>
    /// <param name="others">Parts of these may come into it.</param>
    internal byte[] Change(byte[] seed, IReadOnlyList<byte[]> others)
    {
        var bytes = seed.ToList();
        for (var count = random.Next(1, 5); count > 0; count--) ChangeOnce(bytes, others);
        return bytes.Count <= Longest ? [.. bytes] : [.. bytes[..Longest]];
    }

    private void ChangeOnce(List<byte> bytes, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 30), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                if (at < bytes.Count) bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                if (pieces.Count > 0) bytes.InsertRange(at, pieces[random.Next(pieces.Count)]);
                break;
            case 4:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 5:
                var other = others[random.Next(others.Count)];
                bytes.InsertRange(at, other.Skip(random.Next(other.Length + 1)).Take(random.Next(60)));
                break;
            case 6:
                // A number or a word in place of another one leaves a document often enough.
                for (var i = 0; i < length; i++)
                    if (char.IsAsciiDigit((char)bytes[at + i])) bytes[at + i] = (byte)('0' + random.Next(10));
                break;
            case 7:
                for (var i = 0; i < length; i++)
                    if (bytes[at + i] is (byte)' ' or (byte)'\n') bytes[at + i] = (byte)" \n\t\r"[random.Next(4)];
                break;
            default:
                if (at < bytes.Count) bytes[at] = (byte)"\0\u0001\u007d\u007e\u007f\u0080\u00ff"[random.Next(7)];
                break;
        }
    }
}
