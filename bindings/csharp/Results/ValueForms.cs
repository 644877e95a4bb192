using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The types of .NET that a value can be had as.</summary>
internal static unsafe class ValueForms
{
    /// <summary>What messages of Lua call a value that a host function wants.</summary>
    public static string Expected<T>()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return type == typeof(long) || type == typeof(int) ? "integer"
            : type == typeof(double) || type == typeof(float) ? "number"
            : type == typeof(bool) ? "boolean"
            : type == typeof(string) || type == typeof(byte[]) ? "string"
            : type == typeof(LuaFunction) ? "function"
            : type == typeof(LuaTableView) || type == typeof(List<object?>) || type == typeof(Dictionary<object, object?>)
              || type == typeof(Dictionary<string, object?>) || type.IsArray ? "table"
            : type.Name;
    }

    /// <summary>The value as one of them.</summary>
    /// <returns>null, or what the value is not.</returns>
    public static string? Make(LuaValue value, Type type, out object? made)
    {
        made = null;
        if (type == typeof(object)) made = value.ToObject();
        else if (type == typeof(LuaValue)) made = value;
        else if (type == typeof(long)) made = value.TryInt64(out var integer) ? integer : null;
        else if (type == typeof(int)) made = value.TryInt64(out var small) && small == (int)small ? (int)small : null;
        else if (type == typeof(double)) made = value.TryDouble(out var number) ? number : null;
        else if (type == typeof(float)) made = value.TryDouble(out var single) ? (float)single : null;
        else if (type == typeof(bool)) made = value.Type == LuaType.Boolean ? value.Raw.@as.boolean != 0 : null;
        else if (type == typeof(string)) return ToText(value, out made);
        else if (type == typeof(byte[])) made = value.Type == LuaType.String ? value.AsBytes() : null;
        else if (type == typeof(ReadOnlyMemory<byte>))
            made = value.Type == LuaType.String ? (object)new ReadOnlyMemory<byte>(value.AsBytes()) : null;
        else if (value.IsHosts && type.IsInstanceOfType(value.Owner)) made = value.Owner;
        else if (typeof(LuaReference).IsAssignableFrom(type)) return ToReference(value, type, out made);
        else if (type == typeof(LuaOpaque)) made = value.Type > LuaType.Table ? value.AsOpaque() : null;
        else if (TableForms.Has(type)) return ToTable(value, type, out made);
        else return ToHost(value, type, out made);
        return made != null ? null : type == typeof(int) ? "an integer of 32 bits" : Named(type);
    }

    private static string? ToText(LuaValue value, out object? made)
    {
        made = null;
        if (value.Type != LuaType.String) return "a string";
        if (value.Owner is string own)
        {
            made = own;
            return null;
        }
        using var lease = new Lease(value.Owner);
        made = Text.TryDecode(value.Bytes, out var text) ? text : null;
        return made != null ? null : "valid UTF-8: take its bytes";
    }

    private static string? ToReference(LuaValue value, Type type, out object? made)
    {
        made = null;
        var fits = type == typeof(LuaReference) ? value.Type >= LuaType.Table
            : type == typeof(LuaFunction) ? value.Type == LuaType.Function
            : type == typeof(LuaTableView) ? value.Type == LuaType.Table
            : value.Type > LuaType.Function;
        if (!fits) return Named(type);
        if (value.Owner is LuaReference own)
        {
            made = own;
            return null;
        }
        using var lease = new Lease(value.Owner);
        made = value.Owner switch
        {
            ResultHandle result when value.IsReference => result.Take(value.Raw),
            // It ends with the call: the function gets one of its own.
            CallFrame { Core: var core } when value.Raw.flags != 0 =>
                LuaReference.Of(core, value.Type, core.Keep(value.Raw)),
            _ => null,
        };
        return made != null ? null : "kept: see EvalOptions.KeepFunctions and KeepTables";
    }

    private static string? ToTable(LuaValue value, Type type, out object? made)
    {
        made = null;
        if (value.Type != LuaType.Table || value.IsHosts) return "a table";
        using var lease = new Lease(value.Owner);
        if (!value.IsReference) return TableForms.Make(value.AsTable(), new Conversion(value.Owner), type, out made);
        using var copy = Calls.Copy(value.Core!, value.Raw);
        return TableForms.Make(copy.Value.AsTable(), new Conversion(copy.Value.Owner), type, out made);
    }

    private static string? ToHost(LuaValue value, Type type, out object? made)
    {
        using var lease = new Lease(value.Owner);
        made = value.IsHosts ? null : value.Core?.Objects.Find(value.Raw);
        if (made == null && (value.Raw.flags & Abi.LUAVM_VALUE_OBJECT) == 0
            && (value.Core ?? VmCore.Current)?.Objects.Knows(type) != true)
            throw new NotSupportedException($"no conversion of Lua values to {type}");
        return type.IsInstanceOfType(made) ? null : Named(type);
    }

    private static string Named(Type type) =>
        type == typeof(long) ? "an integer"
        : type == typeof(double) || type == typeof(float) ? "a number"
        : type == typeof(bool) ? "a boolean"
        : type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) ? "a string"
        : type == typeof(LuaFunction) ? "a function"
        : type == typeof(LuaTableView) ? "a table"
        : type == typeof(LuaOpaque) ? "a function, coroutine or userdata"
        : $"of type {type}";
}
