namespace LuaVm.Tests.Fuzz;

/// <summary>A reader of bytes that others send, and what must hold whatever they are.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Of the folders tests/fuzz/seeds and crashes that its inputs are in, too.</summary>
    internal abstract string Name { get; }

    /// <summary>Inputs of the suite.</summary>
    internal virtual int Rounds => 4_000;

    /// <summary>So many different things the suite's inputs come to, or they are not worth much.</summary>
    internal abstract int LeastOutcomes { get; }

    /// <summary>Bytes that mean something to the reader.</summary>
    internal virtual IReadOnlyList<byte[]> Pieces => [];

    /// <summary>Inputs besides those in files.</summary>
    internal virtual IEnumerable<byte[]> Seeds => [];

    /// <summary>Reads one input. Throws where a promise is broken; returns what came of it, in few words.</summary>
    internal abstract string Try(byte[] input);
}
