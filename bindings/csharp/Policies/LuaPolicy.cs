using System.Text;
using System.Text.Json.Nodes;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What VMs are allowed: limits, libraries, hosts and stores, from one JSON document. Given to
/// <see cref="VmOptions.Policy"/>.</summary>
/// <remarks>Owns: dispose of it; a forgotten one is freed by its finalizer. VMs made with it stay as they are. Threads:
/// any.</remarks>
public sealed unsafe class LuaPolicy : IDisposable
{
    private readonly PolicyHandle handle;

    /// <summary>Reads a document.</summary>
    /// <param name="json">At most 1 MiB of UTF-8.</param>
    /// <param name="name">What messages call it, "web.json"; empty: "policy".</param>
    /// <param name="folder">What relative paths in it start from; empty: the working directory.</param>
    /// <exception cref="LuaSyntaxException">No JSON, an unknown key, a value out of range; the message has the line and
    /// the column.</exception>
    /// <exception cref="InvalidArgumentException">It is too long.</exception>
    /// <exception cref="UnsupportedException">It names a service that the library was built without.</exception>
    /// <exception cref="QuotaException">The process has 65,535 policies.</exception>
    public LuaPolicy(string json, string name = "", string folder = "")
        : this(Text.Strict.GetBytes(json), name, folder)
    {
    }

    /// <inheritdoc cref="LuaPolicy(string, string, string)"/>
    public LuaPolicy(JsonNode json, string name = "", string folder = "") : this(json.ToJsonString(), name, folder)
    {
    }

    /// <inheritdoc cref="LuaPolicy(string, string, string)"/>
    public LuaPolicy(ReadOnlySpan<byte> json, string name = "", string folder = "") =>
        handle = new PolicyHandle(json, name, folder);

    internal ulong Value => handle.Value;

    /// <summary>Reads a file. Relative paths in it start from its folder, and messages have its name.</summary>
    /// <param name="path">Of a document as the constructors take it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <inheritdoc cref="LuaPolicy(string, string, string)"/>
    public static LuaPolicy FromFile(string path) =>
        new(File.ReadAllBytes(path), Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>A document to begin with.</summary>
    /// <param name="name">"locked", "standard", "web", "embedded", "production", "development"; or "schema", the JSON
    /// Schema of all of them.</param>
    /// <exception cref="InvalidArgumentException">There is none of that name.</exception>
    public static string Show(string name)
    {
        luavm_buffer* json;
        LuaStatus status;
        ReadOnlySpan<byte> wanted = Text.Strict.GetBytes(name);
        fixed (byte* first = wanted) status = (LuaStatus)Abi.policy_show(first, (nuint)wanted.Length, &json);
        if (status == LuaStatus.Argument)
            throw LuaVmException.For(new Failure(status, $"there is no preset of a policy called \"{name}\""));
        LuaVmException.Check(status);
        try
        {
            return Encoding.UTF8.GetString(json->data, checked((int)json->length));
        }
        finally
        {
            _ = Abi.luavm_buffer_free(json);
        }
    }

    /// <summary>Gives scripts a store that is open, as <c>store.open(name)</c>, in place of one that the document names:
    /// in VMs made from then on. The policy and they keep it open.</summary>
    /// <param name="name">1 to 128 bytes.</param>
    /// <param name="store">It may be disposed of afterwards.</param>
    /// <exception cref="InvalidArgumentException">The name is empty or too long.</exception>
    /// <exception cref="HandleException">One of the two is disposed of.</exception>
    public void SetStore(string name, LuaStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        ReadOnlySpan<byte> bytes = Text.Strict.GetBytes(name);
        luavm_buffer* error;
        LuaStatus status;
        fixed (byte* first = bytes)
            status = (LuaStatus)Abi.policy_store(handle.Value, first, (nuint)bytes.Length, store.Value, &error);
        GC.KeepAlive(store);
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
    }

    /// <summary>Frees it. Never throws; again, it does nothing.</summary>
    public void Dispose() => handle.Dispose();
}
