using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Host objects" of luavm.h.</summary>
internal static unsafe class ClassExports
{
    private const nuint MethodMaximum = 1_000;

    private static readonly HashSet<string> Operators =
    [
        "__call", "__len", "__tostring", "__eq", "__lt", "__le", "__concat", "__close", "__pairs", "__unm", "__add",
        "__sub", "__mul", "__div", "__mod", "__pow", "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr", "__bnot",
    ];

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_class", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Class(ulong vm, HostClass* definition, ulong* kind, LuaBytes** error)
    {
        try
        {
            Check(definition);
            var make = new ShimMake { Kind = MadeKind.Class, Definition = definition };
            return FunctionExports.Make(vm, ref make, kind, error);
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_object", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Object(ulong vm, ulong kind, void* value, ulong* reference, LuaBytes** error)
    {
        try
        {
            var make = new ShimMake { Kind = MadeKind.Object, ObjectClass = kind, Object = value };
            return FunctionExports.Make(vm, ref make, reference, error);
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    private static void Check(HostClass* c)
    {
        if (c == null) throw new LuaFault(Status.Argument, "definition is NULL; pass a luavm_class");
        Envelope.CheckSize(c->StructSize, sizeof(HostClass), "luavm_class");
        Envelope.CheckFlags(c->Flags, FunctionExports.KeepTables, "luavm_class");
        CheckName(c->Name, c->NameLength, "luavm_class.name");
        if (c->MethodCount > MethodMaximum)
        {
            throw new LuaFault(Status.Argument,
                $"luavm_class has {Quantity.Count(c->MethodCount)} methods, the most is {Quantity.Count(MethodMaximum)}");
        }
        if (c->Methods == null && c->MethodCount != 0)
            throw new LuaFault(Status.Argument, $"luavm_class.methods is NULL but there are {c->MethodCount}");
        for (nuint i = 0; i < c->MethodCount; i++) Check(c->Methods[i]);
    }

    private static void Check(in HostMethod method)
    {
        CheckName(method.Name, method.NameLength, "luavm_method.name");
        var name = Encoding.Latin1.GetString(method.Name, (int)method.NameLength);
        if (name.StartsWith("__", StringComparison.Ordinal) && !Operators.Contains(name))
        {
            throw new LuaFault(Status.Argument,
                $"luavm_method.name '{name}' is no metamethod that a class may have; see luavm.h");
        }
        if (method.Call == null) throw new LuaFault(Status.Argument, $"luavm_method.call of '{name}' is NULL");
    }

    private static void CheckName(byte* name, nuint length, string what)
    {
        FunctionExports.CheckName(name, length, what);
        if (length == 0) throw new LuaFault(Status.Argument, $"{what} is empty");
    }
}
