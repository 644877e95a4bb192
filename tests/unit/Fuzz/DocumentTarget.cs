using LuaVm.Core;
using LuaVm.Store;
using LuaVm.Store.Documents;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Fuzz;

/// <summary>Documents for store_import: all of one is stored or nothing, and what was stored is exported as it was.</summary>
internal sealed class DocumentTarget : FuzzTarget
{
    private readonly FakeClock _clock = new();

    internal override string Name => "documents";

    internal override int LeastOutcomes => 60;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
        [.. new[] { "{\"key\":1,\"value\":1}\n", "{\"count\":1}\n", "\"expires\":1900000000000", "\"expires\":-1", "{\"$bytes\":\"/wA=\"}", "{\"$bytes\":\"!\"}", "{\"$pairs\":[[1,2],[{},3]]}", "{\"$pairs\":[[\"nan\",2]]}", "{\"$number\":\"nan\"}", "\"nan\"", "1e400", "1.0", "-0.0", "9223372036854775808", "-9223372036854775808", "null", "[[[[[[[[", "\\ud800", "\\u0000", "\u00ff", "\n\n", "{\"luavm_store\":2}" }.Select(System.Text.Encoding.UTF8.GetBytes)];

    internal override string Try(byte[] input)
    {
        var held = VmProcess.Memory().Used;
        string outcome;
        using (var table = Table())
        {
            outcome = Import(table, input);
        }
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
        return outcome;
    }

    private string Import(PersistentTable table, byte[] input)
    {
        long count;
        try
        {
            count = StoreReader.Import(table, input);
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.AnyOf(Status.Syntax, Status.Quota), fault.Message);
            if (fault.Status == Status.Syntax) Assert.That(fault.Message, Does.Match("^line [0-9]+: ."));
            Assert.That(table.Backend.Size(default).Done().Keys, Is.Zero, "a part was stored");
            return $"{Outcome.Of(fault)} {input.AsSpan().Count((byte)'\n')}";
        }
        using var again = Table();
        var document = Export(table);
        StoreReader.Import(again, document);
        Assert.That(Export(again), Is.EqualTo(document));
        return $"{Outcome.Size(count)} {Outcome.Size(document.Length)}";
    }

    private PersistentTable Table() =>
        StoreUrl.Open(new StoreOptions { Clock = _clock, ValueBytes = 2_000, KeyCap = 20 }, default).Done();

    private static byte[] Export(PersistentTable table)
    {
        using var text = new ProcessBuffer();
        StoreWriter.Write(table, text);
        return text.Written.ToArray();
    }
}
