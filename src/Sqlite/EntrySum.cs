using System.Buffers.Binary;
using System.Numerics;

namespace LuaVm.Sqlite;

/// <summary>
/// CRC-32C of what a row holds: SQLite has none over its pages, and would hand out what a bad disk has made of them.
/// </summary>
internal static class EntrySum
{
    internal static int Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expires) =>
        (int)~Add(Add(BitOperations.Crc32C(uint.MaxValue, (ulong)expires), key), value);

    internal static int Of(long keys, long bytes) =>
        (int)~BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, (ulong)keys), (ulong)bytes);

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var one in bytes) sum = BitOperations.Crc32C(sum, one);
        return sum;
    }
}
