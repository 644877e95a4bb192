namespace LuaVm.Core;

/// <summary>What is written with a unit, on the command line and in policies alike.</summary>
public sealed class QuantityKind
{
    public static readonly QuantityKind Size = new(Quantity.TryParseBytes, "a size such as 32MiB, 64KiB or 65536");
    public static readonly QuantityKind Duration = new(Quantity.TryParseMilliseconds, "a duration such as 300ms, 1s or 2min");
    public static readonly QuantityKind Count = new(Quantity.TryParseCount, "a count such as 1000000 or 1e6");

    private readonly Parser _parser;

    private QuantityKind(Parser parser, string form)
    {
        _parser = parser;
        Form = form;
    }

    private delegate bool Parser(string text, out ulong value);

    /// <summary>How it is written, for messages.</summary>
    public string Form { get; }

    /// <summary>Bytes, milliseconds or a number; <see cref="Quantity.Unlimited"/>; never 0.</summary>
    public bool TryRead(string text, out ulong value) => _parser(text, out value) && value != 0;
}
