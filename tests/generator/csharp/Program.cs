using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Client.Native;

// What the runtime makes of the generated declarations, for layouts.py.
const BindingFlags all =
    BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
var size = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!;

foreach (var field in typeof(Abi).GetFields(all).Where(field => field.IsLiteral && field.FieldType != typeof(string)))
    Console.WriteLine($"{field.Name} {field.GetRawConstantValue()}");
foreach (var method in typeof(Abi).GetMethods(all).Where(IsImport))
    Console.WriteLine($"function {method.Name}");
foreach (var type in typeof(Abi).Assembly.GetTypes().Where(type => type.Namespace == typeof(Abi).Namespace))
{
    if (type.IsEnum)
        foreach (var name in Enum.GetNames(type))
            Console.WriteLine($"{name} {Convert.ToInt64(Enum.Parse(type, name))}");
    else if (type.IsValueType && type.GetFields(all).Length > 0)
    {
        Console.WriteLine($"{type.Name} {SizeOf(type)}");
        foreach (var field in type.GetFields(all))
        {
            Console.WriteLine($"{type.Name}.{field.Name} {Marshal.OffsetOf(type, field.Name)}");
            Console.WriteLine($"{type.Name}.{field.Name}:size {SizeOf(field.FieldType)}");
            Console.WriteLine($"{type.Name}.{field.Name}:kind {Kind(field.FieldType)}");
        }
    }
}

object? SizeOf(Type type) =>
    type.IsPointer || type.IsFunctionPointer ? nint.Size : size.MakeGenericMethod(type).Invoke(null, null);

// The numbers are KINDS of layouts.py.
static int Kind(Type type)
{
    if (type.IsEnum)
        type = Enum.GetUnderlyingType(type);
    if (type == typeof(float) || type == typeof(double))
        return 3;
    if (type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong)
        || type == typeof(nuint))
        return 2;
    return type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long) ? 1 : 0;
}

// The source generator leaves a plain import alone, and writes a body for any other.
static bool IsImport(MethodInfo method) =>
    method.Name.Contains('_') && !method.Name.StartsWith('<')
    && (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) || method.GetMethodBody() is not null);
