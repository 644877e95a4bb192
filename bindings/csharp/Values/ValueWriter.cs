using System.Buffers;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Writes values of .NET in the library's form: for a call, whose bytes stay where they are, or for a reply,
/// which is read when the host function has returned and so holds copies alone. Tables are filled from a queue of those
/// met, not by recursion: depth costs nothing, and one object is one table.</summary>
internal sealed unsafe class ValueWriter : IDisposable
{
    private const int WorthPinning = 1024;

    [ThreadStatic] private static ValueWriter? spare;

    private readonly Arena arena = new();
    private readonly Dictionary<object, nint> met = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<nint, nint> copied = [];
    private readonly TableQueue queue = new();
    private readonly List<MemoryHandle> pins = [];
    private readonly List<object> held = [];
    private readonly List<ulong> made = [];
    private VmCore? core;
    private bool reply;

    /// <summary>A writer of this thread, to be disposed of when the library has read what it wrote.</summary>
    /// <param name="core">The VM that the values are for; null: none, so that only plain data can go in.</param>
    /// <param name="reply">Null, or the reply that they are for.</param>
    /// <param name="root">What messages call the first value, "argument #".</param>
    public static ValueWriter Take(VmCore? core, luavm_reply* reply, string root)
    {
        var writer = spare ?? new ValueWriter();
        spare = null;
        writer.core = core;
        writer.reply = reply != null;
        writer.queue.Root = root;
        writer.arena.Begin(reply);
        return writer;
    }

    /// <summary>Writes values in a row.</summary>
    /// <returns>An array that lasts as long as the writer, or as the reply.</returns>
    public luavm_value* WriteAll(ReadOnlySpan<LuaValue> values)
    {
        var array = arena.Take<luavm_value>((nuint)values.Length);
        WriteAll(values, array);
        return array;
    }

    public void WriteAll(ReadOnlySpan<LuaValue> values, luavm_value* array)
    {
        for (var i = 0; i < values.Length; i++) array[i] = Write(values[i], TableQueue.Top, i);
        Fill();
    }

    public luavm_value Write(in LuaValue value)
    {
        var written = Write(value, TableQueue.Top, 0);
        Fill();
        return written;
    }

    /// <summary>References that were made for a reply which will not be: given back.</summary>
    public void Abandon()
    {
        if (made.Count != 0) core!.Release([.. made]);
        made.Clear();
    }

    public void Dispose()
    {
        if (!reply) Abandon();
        made.Clear();
        foreach (var pin in pins) pin.Dispose();
        pins.Clear();
        foreach (var one in held)
            if (one is ResultHandle result)
                result.DangerousRelease();
        held.Clear();
        met.Clear();
        copied.Clear();
        queue.Clear();
        arena.End();
        core = null;
        spare = this;
    }

    private luavm_value Write(in LuaValue value, int parent, int slot)
    {
        if (value.IsHosts) return Write(value.Owner, parent, slot);
        if (value.Type <= LuaType.Number) return value.Raw;
        if (value.Owner is ResultHandle result)
        {
            var taken = false;
            result.DangerousAddRef(ref taken);
            held.Add(result);
            return !reply && result.Core == core && !IsOpaque(value.Raw)
                ? value.Raw
                : Copy(value.Raw, result.Core, parent, slot);
        }
        var frame = (CallFrame)value.Owner!;
        frame.Check();
        return !reply && frame.Core == core ? value.Raw : Copy(value.Raw, frame.Core, parent, slot);
    }

    private luavm_value Write(object? value, int parent, int slot)
    {
        switch (value)
        {
            case null: return default;
            case string text: return String(text, parent, slot);
            case byte[] bytes: return Bytes(bytes);
            case LuaValue inner: return Write(inner, parent, slot);
            case ReadOnlyMemory<byte> bytes: return Bytes(bytes);
            case Memory<byte> bytes: return Bytes(bytes);
            case LuaReference reference: return Reference(reference, parent, slot);
            case HostFunction function: return Owned(LuaType.Function, Vm(LuaType.Function, parent, slot).MakeFunction(function, "?"));
            case LuaTable table: return Write(table.ToValue(), parent, slot);
        }
        if (Scalar.TryWrite(value, out var scalar, out var problem)) return scalar;
        if (problem != null) throw queue.Refusal(problem, parent, slot);
        if (HostTable.TryMeasure(value, out var items, out var pairs)) return Table(value, items, pairs, parent, slot);
        if (core?.Objects.ClassOf(value) is { } kind) return Owned(LuaType.Userdata, core.Objects.Make(kind, value));
        throw queue.Refusal(core == null
            ? $"{value.GetType()} is no plain data, as all has to be that is kept outside of a VM: convert it"
            : $"{value.GetType()} has no form in Lua: expose it with a LuaClass, or convert it", parent, slot);
    }

    private luavm_value Table(object value, int items, int pairs, int parent, int slot)
    {
        if (!met.TryGetValue(value, out var address))
        {
            var table = NewTable((nuint)items, (nuint)pairs);
            address = (nint)table;
            met.Add(value, address);
            if (!HostTable.TryFillScalars(value, new Span<luavm_value>(table->items, items)))
                queue.Add(value, address, parent, slot);
        }
        return new luavm_value { type = (int)LuaType.Table, @as = { table = (luavm_table*)address } };
    }

    private luavm_table* NewTable(nuint items, nuint pairs)
    {
        var table = arena.Take<luavm_table>(1);
        *table = new luavm_table { item_count = items, pair_count = pairs };
        if (items != 0) table->items = arena.Take<luavm_value>(items);
        if (pairs != 0) table->pairs = arena.Take<luavm_pair>(pairs);
        return table;
    }

    private void Fill()
    {
        for (; queue.TryNext(out var self, out var source, out var native, out var address);)
        {
            var table = (luavm_table*)address;
            if (source != null) FillFrom(source, table, self);
            else FillFrom((luavm_table*)native, queue.CoreOf(self), table, self);
        }
    }

    private void FillFrom(object source, luavm_table* table, int self)
    {
        var slot = 0;
        if (table->pair_count == 0)
        {
            var count = checked((int)table->item_count);
            foreach (var item in HostTable.Items(source))
            {
                if (slot == count) throw Changed(self);
                table->items[slot] = Write(item, self, slot);
                slot++;
            }
            if (slot != count) throw Changed(self);
            return;
        }
        foreach (var (key, item) in HostTable.Pairs(source))
        {
            if ((nuint)slot == table->pair_count) throw Changed(self);
            var written = Write(key, self, slot);
            if (written.type == (int)LuaType.Nil || written is { type: (int)LuaType.Number, @as.number: double.NaN })
                throw queue.Refusal("nil and NaN cannot be keys", self, slot);
            table->pairs[slot] = new luavm_pair { key = written, value = Write(item, self, slot) };
            slot++;
        }
        if ((nuint)slot != table->pair_count) throw Changed(self);
    }

    private InvalidOperationException Changed(int self) =>
        new($"{queue.Path(self)} changed while it was read");

    private void FillFrom(luavm_table* source, VmCore? from, luavm_table* table, int self)
    {
        for (nuint i = 0; i < source->item_count; i++) table->items[i] = Copy(source->items[i], from, self, (int)i);
        for (nuint i = 0; i < source->pair_count; i++)
            table->pairs[i] = new luavm_pair
            {
                key = Copy(source->pairs[i].key, from, self, (int)(source->item_count + i)),
                value = Copy(source->pairs[i].value, from, self, (int)(source->item_count + i)),
            };
    }

    /// <summary>A value that came out of a VM, for another one or to outlive where it stands.</summary>
    private luavm_value Copy(luavm_value value, VmCore? from, int parent, int slot)
    {
        switch ((LuaType)value.type)
        {
            case <= LuaType.Number: return value;
            case LuaType.String:
                return Bytes(Text.Span(*value.@as.bytes));
            case LuaType.Table when (value.flags & Abi.LUAVM_VALUE_REFERENCE) == 0:
                return CopyTable(value.@as.table, from, parent, slot);
            case LuaType.Userdata when (value.flags & Abi.LUAVM_VALUE_OBJECT) != 0 && from != core:
                return Write(from!.Objects.Find(value), parent, slot);
        }
        if (IsOpaque(value))
            throw queue.Refusal($"the {Scalar.NameOf(value)} was not kept: see EvalOptions.KeepFunctions",
                                parent, slot);
        if (from != core) throw queue.Refusal($"the {Scalar.NameOf(value)} belongs to another VM", parent, slot);
        return Owned((LuaType)value.type, core!.Keep(value));
    }

    private luavm_value CopyTable(luavm_table* source, VmCore? from, int parent, int slot)
    {
        if (!copied.TryGetValue((nint)source, out var address))
        {
            address = (nint)NewTable(source->item_count, source->pair_count);
            copied.Add((nint)source, address);
            queue.Add((nint)source, from, address, parent, slot);
        }
        return new luavm_value { type = (int)LuaType.Table, @as = { table = (luavm_table*)address } };
    }

    private luavm_value Reference(LuaReference reference, int parent, int slot)
    {
        if (reference.Core != Vm(reference.Type, parent, slot))
            throw queue.Refusal("the reference belongs to another VM", parent, slot);
        held.Add(reference); // its finalizer must not run before the library has read this
        var value = reference.ToNative();
        // Read once the function has returned, when nobody here holds the reference.
        return reply ? Owned(reference.Type, core!.Keep(value)) : value;
    }

    /// <summary>Who what is no plain data is for.</summary>
    private VmCore Vm(LuaType type, int parent, int slot) =>
        core ?? throw queue.Refusal($"a {type.ToString().ToLowerInvariant()} cannot be kept outside of a VM", parent, slot);

    /// <summary>A reference made for this call or reply alone.</summary>
    private luavm_value Owned(LuaType type, ulong reference)
    {
        made.Add(reference);
        return new luavm_value
        {
            type = (int)type,
            flags = reply ? Abi.LUAVM_VALUE_REFERENCE | Abi.LUAVM_VALUE_TAKE : Abi.LUAVM_VALUE_REFERENCE,
            @as = { reference = reference },
        };
    }

    private luavm_value String(string text, int parent, int slot)
    {
        int count;
        try
        {
            count = Text.Strict.GetByteCount(text);
        }
        catch (System.Text.EncoderFallbackException)
        {
            throw queue.Refusal("the string holds half of a surrogate pair", parent, slot);
        }
        var room = arena.Take<byte>((nuint)(sizeof(luavm_bytes) + count));
        Text.Strict.GetBytes(text, new Span<byte>(room + sizeof(luavm_bytes), count));
        return Bytes(room, room + sizeof(luavm_bytes), count);
    }

    private luavm_value Bytes(ReadOnlyMemory<byte> bytes)
    {
        if (reply || bytes.Length < WorthPinning) return Bytes(bytes.Span);
        var pin = bytes.Pin();
        pins.Add(pin);
        return Bytes(arena.Take<byte>((nuint)sizeof(luavm_bytes)), (byte*)pin.Pointer, bytes.Length);
    }

    /// <summary>A string of these bytes, which are copied.</summary>
    public luavm_value Bytes(ReadOnlySpan<byte> bytes)
    {
        var room = arena.Take<byte>((nuint)(sizeof(luavm_bytes) + bytes.Length));
        bytes.CopyTo(new Span<byte>(room + sizeof(luavm_bytes), bytes.Length));
        return Bytes(room, room + sizeof(luavm_bytes), bytes.Length);
    }

    private static luavm_value Bytes(byte* room, byte* data, int count)
    {
        *(luavm_bytes*)room = new luavm_bytes { data = data, length = (nuint)count };
        return new luavm_value { type = (int)LuaType.String, @as = { bytes = (luavm_bytes*)room } };
    }

    private static bool IsOpaque(luavm_value value) => value.type >= (int)LuaType.Function && value.flags == 0;
}
