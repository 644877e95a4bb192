using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Policies.Document;

/// <summary>A small whole number.</summary>
internal abstract class IntegerConverter(int least, int most) : LeafConverter<int>
{
    internal override int Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= least && value <= most)
            return value;
        throw Not(reader, least == most
            ? $"{least}, the version of policies that this library knows"
            : $"a whole number from {least} to {Quantity.Count((ulong)most)}");
    }
}

internal sealed class VersionConverter() : IntegerConverter(1, 1);

internal sealed class RedirectsConverter() : IntegerConverter(0, 20);

/// <summary>Of requests, connections and VMs at a time.</summary>
internal sealed class AtOnceConverter() : IntegerConverter(1, 65_535);

internal sealed class PortConverter() : IntegerConverter(1, 65_535);
