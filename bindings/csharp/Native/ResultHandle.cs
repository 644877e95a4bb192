using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_result, and the references in it that nobody has taken.</summary>
internal sealed unsafe class ResultHandle : SafeHandle
{
    private readonly bool kept;
    private Dictionary<ulong, LuaReference>? taken;

    /// <param name="result">The block.</param>
    /// <param name="core">The VM that it came from; null: from none.</param>
    /// <param name="kept">There may be references in it.</param>
    public ResultHandle(luavm_result* result, VmCore? core, bool kept) : base(0, ownsHandle: true)
    {
        (Core, this.kept) = (core!, kept);
        SetHandle((nint)result);
    }

    public VmCore? Core { get; }

    public override bool IsInvalid => handle == 0;

    public luavm_result* Block => (luavm_result*)handle;

    /// <summary>A reference in the block as an object that owns it from now on; the same one each time.</summary>
    public LuaReference Take(luavm_value value)
    {
        lock (this)
        {
            taken ??= [];
            if (!taken.TryGetValue(value.@as.reference, out var found))
                taken.Add(value.@as.reference, found = LuaReference.Of(Core!, (LuaType)value.type, value.@as.reference));
            return found;
        }
    }

    protected override bool ReleaseHandle()
    {
        if (kept) Core!.Release(Untaken());
        return Abi.vm_result_free(Block) == 0;
    }

    private ulong[] Untaken()
    {
        var found = new HashSet<ulong>();
        var met = new HashSet<nint>();
        var left = new Stack<nint>();
        Look(&Block->error, 1, found, met, left);
        Look(Block->values, Block->value_count, found, met, left);
        while (left.TryPop(out var address))
        {
            var table = (luavm_table*)address;
            Look(table->items, table->item_count, found, met, left);
            Look((luavm_value*)table->pairs, table->pair_count * 2, found, met, left);
        }
        if (taken != null) found.ExceptWith(taken.Keys);
        return [.. found];
    }

    private static void Look(luavm_value* values, nuint count, HashSet<ulong> found, HashSet<nint> met,
                             Stack<nint> left)
    {
        for (nuint i = 0; i < count; i++)
            if ((values[i].flags & Abi.LUAVM_VALUE_REFERENCE) != 0) found.Add(values[i].@as.reference);
            else if (values[i].type == (int)LuaType.Table && met.Add((nint)values[i].@as.table))
                left.Push((nint)values[i].@as.table);
    }
}
