using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Header fields as the library takes them, one byte for each character.</summary>
internal sealed unsafe class HeaderFields
{
    private readonly List<int> lengths = [];

    /// <summary>Throws where a character is beyond Latin-1.</summary>
    public HeaderFields(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var packed = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            foreach (var text in (ReadOnlySpan<string>)[name, value])
            {
                var bytes = Encoding.Latin1.GetBytes(text);
                if (Encoding.Latin1.GetString(bytes) != text)
                {
                    throw LuaVmException.For(new Failure(LuaStatus.Argument,
                        $"header '{name}' has characters beyond Latin-1"));
                }
                packed.Write(bytes);
                lengths.Add(bytes.Length);
            }
        }
        Texts = packed.ToArray();
        Array = new luavm_http_field[lengths.Count / 2];
    }

    /// <summary>Names and values, one behind the other.</summary>
    public byte[] Texts { get; }

    /// <summary>What the library reads, once <see cref="Point"/> has been called.</summary>
    public luavm_http_field[] Array { get; }

    /// <summary>Makes the fields point to their texts.</summary>
    /// <param name="texts">Where <see cref="Texts"/> are pinned.</param>
    public void Point(byte* texts)
    {
        for (var i = 0; i < lengths.Count; i++)
        {
            var bytes = new luavm_bytes { data = texts, length = (nuint)lengths[i] };
            if (i % 2 == 0) Array[i / 2].name = bytes;
            else Array[i / 2].value = bytes;
            texts += lengths[i];
        }
    }
}
