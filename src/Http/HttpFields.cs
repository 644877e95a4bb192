using System.Buffers;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>Header fields of a request, checked one by one: nothing in them may end a line or change how a message is framed.</summary>
public sealed class HttpFields
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>They say where a message goes or ends, and are written by the library alone.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect",
        "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Connection", "HTTP2-Settings",
    };

    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Cookie" };

    private readonly List<(string Name, string Value)> _fields = [];
    private readonly int _countCap;
    private readonly int _byteCap;
    private int _bytes;

    public HttpFields(int countCap, int byteCap) => (_countCap, _byteCap) = (countCap, byteCap);

    /// <summary>Most fields of the request, and of its answer.</summary>
    internal int CountCap => _countCap;

    /// <summary>One character for each byte. Throws <see cref="LuaFault"/> (argument).</summary>
    public void Add(string name, string value)
    {
        CheckToken(name, "header name");
        if (Own.Contains(name) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
            throw new LuaFault(Status.Argument, $"header '{name}' is written by the library; leave it out");
        value = value.Trim(' ', '\t');
        foreach (var c in value)
        {
            if ((c < ' ' && c != '\t') || c == '\x7f' || c > '\xff')
                throw new LuaFault(Status.Argument, $"header '{name}' holds a control byte");
        }
        _bytes += name.Length + value.Length + ": \r\n".Length;
        if (_fields.Count == _countCap || _bytes > _byteCap)
            throw new LuaFault(Status.Argument, $"the headers are more than {_countCap}, or longer than {Quantity.Bytes((ulong)_byteCap)}");
        _fields.Add((name, value));
    }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Add(Encoding.Latin1.GetString(name), Encoding.Latin1.GetString(value));

    internal bool Has(string name) => _fields.Exists(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What only the server that was asked first is to see goes.</summary>
    internal void DropSecrets() => _fields.RemoveAll(field => Secret.Contains(field.Name));

    /// <summary>What describes a body goes with it.</summary>
    internal void DropContent() => _fields.RemoveAll(field => field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));

    internal void CopyTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in _fields)
        {
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A method in capitals. Throws <see cref="LuaFault"/> (argument).</summary>
    internal static string Method(string method)
    {
        CheckToken(method, "method");
        method = method.ToUpperInvariant();
        return method is "CONNECT" or "TRACE"
            ? throw new LuaFault(Status.Argument, $"method {method} is not supported")
            : method;
    }

    /// <summary>Throws <see cref="LuaFault"/> (argument).</summary>
    internal static void CheckToken(string text, string what)
    {
        if (text.Length is 0 or > 256 || text.AsSpan().ContainsAnyExcept(Token))
            throw new LuaFault(Status.Argument, $"bad {what}: letters, digits and !#$%&'*+-.^_`|~ are allowed");
    }
}
