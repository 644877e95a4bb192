using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Makes objects of .NET from the values of one block, which somebody holds alive. Tables are filled from a
/// stack of those met, not by recursion: depth costs nothing.</summary>
internal sealed unsafe class Conversion(object? owner)
{
    private readonly Dictionary<nint, object> met = [];
    private readonly Stack<nint> unfilled = [];

    public object? ToObject(luavm_value value)
    {
        var made = Read(value);
        Fill();
        return made;
    }

    public object?[] ToObjects(luavm_value* values, nuint count)
    {
        var objects = new object?[checked((int)count)];
        for (var i = 0; i < objects.Length; i++) objects[i] = Read(values[i]);
        Fill();
        return objects;
    }

    /// <summary>A table as the caller wants it; those within as ever.</summary>
    public object ToTable(LuaTable table, bool dictionary)
    {
        var made = Meet(table.Source, dictionary);
        Fill();
        return made;
    }

    private object? Read(luavm_value value) => (LuaType)value.type switch
    {
        >= LuaType.Table when value.flags != 0 => Belonging(value),
        LuaType.Nil => null,
        LuaType.Boolean => value.@as.boolean != 0,
        LuaType.Integer => value.@as.integer,
        LuaType.Number => value.@as.number,
        LuaType.String => Text.TryDecode(Text.Span(*value.@as.bytes), out var text)
            ? text
            : Text.Span(*value.@as.bytes).ToArray(),
        LuaType.Table => met.TryGetValue((nint)value.@as.table, out var found)
            ? found
            : Meet(value.@as.table, dictionary: value.@as.table->item_count == 0 || value.@as.table->pair_count != 0),
        _ => new LuaOpaque((LuaType)value.type, (long)value.@as.opaque),
    };

    /// <summary>What stands for a value of the VM: a reference, or the host object itself.</summary>
    private object? Belonging(luavm_value value)
    {
        if ((value.flags & Abi.LUAVM_VALUE_OBJECT) != 0)
            return new LuaValue(owner, value).Core?.Objects.Find(value)
                ?? new LuaOpaque(LuaType.Userdata, (long)value.@as.@object->id);
        return new LuaValue(owner, value).As<LuaReference>();
    }

    private object Meet(luavm_table* table, bool dictionary)
    {
        object made = dictionary
            ? new Dictionary<object, object?>(checked((int)(table->item_count + table->pair_count)), KeyComparer.Instance)
            : new List<object?>(checked((int)table->item_count));
        met.Add((nint)table, made);
        unfilled.Push((nint)table);
        return made;
    }

    private void Fill()
    {
        while (unfilled.TryPop(out var address))
        {
            var table = (luavm_table*)address;
            if (met[address] is List<object?> list)
                for (nuint i = 0; i < table->item_count; i++) list.Add(Read(table->items[i]));
            else
                FillDictionary((Dictionary<object, object?>)met[address], table);
        }
    }

    private void FillDictionary(Dictionary<object, object?> dictionary, luavm_table* table)
    {
        for (nuint i = 0; i < table->item_count; i++) dictionary.Add((long)i + 1, Read(table->items[i]));
        for (nuint i = 0; i < table->pair_count; i++)
            dictionary.Add(Read(table->pairs[i].key)!, Read(table->pairs[i].value));
    }
}
