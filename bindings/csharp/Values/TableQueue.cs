using System.Globalization;
using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The tables that a writer has met, in order, and where: so that a value which has no form in Lua can be named.
/// </summary>
internal sealed unsafe class TableQueue
{
    /// <summary>The parent of what was given itself.</summary>
    public const int Top = -1;

    private readonly List<Entry> entries = [];
    private int next;

    /// <summary>What messages call the first of the values given, "argument #"; another one by its number.</summary>
    public string Root { get; set; } = "";

    public void Add(object source, nint table, int parent, int slot) =>
        entries.Add(new Entry(source, null, 0, table, parent, slot));

    public void Add(nint native, VmCore? from, nint table, int parent, int slot) =>
        entries.Add(new Entry(null, from, native, table, parent, slot));

    /// <summary>The next one to fill: its number, a host's table or one of the library's, and where it is written.
    /// </summary>
    public bool TryNext(out int self, out object? source, out nint native, out nint table)
    {
        self = next;
        if (next == entries.Count)
        {
            (source, native, table) = (null, 0, 0);
            return false;
        }
        var entry = entries[next++];
        (source, native, table) = (entry.Source, entry.Native, entry.Table);
        return true;
    }

    public VmCore? CoreOf(int self) => entries[self].From;

    public void Clear()
    {
        entries.Clear();
        next = 0;
    }

    public ArgumentException Refusal(string problem, int parent, int slot) => new($"{Path(parent, slot)}: {problem}");

    public string Path(int self) => Path(entries[self].Parent, entries[self].Slot);

    private string Path(int parent, int slot)
    {
        var keys = new Stack<string>();
        for (; parent != Top; (parent, slot) = (entries[parent].Parent, entries[parent].Slot))
            keys.Push(KeyOf(entries[parent], slot));
        var path = new StringBuilder(Root);
        if (Root.EndsWith('#')) path.Append(slot + 1);
        // A path of ten thousand keys is no help: its two ends are.
        var number = 0;
        foreach (var key in keys)
        {
            if (number < 10 || number >= keys.Count - 10) path.Append(key);
            else if (number == 10) path.Append("...");
            number++;
        }
        return path.ToString();
    }

    private static string KeyOf(Entry entry, int slot)
    {
        if (entry.Source is { } source)
            return HostTable.TryMeasure(source, out _, out var pairs) && pairs != 0
                ? Show(HostTable.Pairs(source).ElementAtOrDefault(slot).Key)
                : Show(slot + 1L);
        var table = (luavm_table*)entry.Native;
        if ((nuint)slot < table->item_count) return Show(slot + 1L);
        var key = table->pairs[(nuint)slot - table->item_count].key;
        return (LuaType)key.type switch
        {
            LuaType.String => Show(Text.Show(*key.@as.bytes)),
            LuaType.Integer => Show(key.@as.integer),
            _ => $"[{Scalar.NameOf(key)}]",
        };
    }

    private static string Show(object? key) => key switch
    {
        string { Length: > 0 and <= 40 } name when name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') => $".{name}",
        string { Length: > 40 } name => $"[\"{name[..40]}...\"]",
        string name => $"[\"{name}\"]",
        IFormattable number => $"[{number.ToString(null, CultureInfo.InvariantCulture)}]",
        _ => $"[{key}]",
    };

    private readonly record struct Entry(object? Source, VmCore? From, nint Native, nint Table, int Parent, int Slot);
}
