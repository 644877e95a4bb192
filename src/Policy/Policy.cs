using LuaVm.Cache.Module;
using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Core.Services;
using LuaVm.Policies.Document;
#if LUAVM_NETWORK
using LuaVm.Http;
using LuaVm.Http.WebSocket;
using LuaVm.Policies.Network;
#endif
using LuaVm.Store;

namespace LuaVm.Policies;

/// <summary>What VMs are allowed: one document, read once and then the same for all of them.</summary>
public sealed class Policy : IDisposable
{
    /// <summary>Longest document: LUAVM_POLICY_MAX.</summary>
    public const int DocumentMaximum = 1 << 20;

    private readonly PolicyLimits _limits;
    private readonly PolicyGroup? _group;
    private readonly List<IService> _services = [];
    private readonly PolicyStores _stores;

    private Policy(PolicyReader reader, string folder)
    {
        Document = reader.Document;
        _limits = new PolicyLimits(reader);
        _group = PolicyGroup.Of(reader);
        if (Document.Json) _services.Add(JsonService.Instance);
        if (Document.Cache is { } cache) _services.Add(new CacheService(cache.Tenant, cache.Share, cache.Ttl));
#if LUAVM_NETWORK
        Http = PolicyNetwork.Http(reader, folder);
        if (Http is not null) _services.Add(Http);
        Ws = PolicyNetwork.Ws(reader, folder);
        if (Ws is not null) _services.Add(Ws);
#endif
        _stores = new PolicyStores(reader, folder, Group);
    }

    internal PolicyDocument Document { get; }

#if LUAVM_NETWORK
    /// <summary>Null: it says nothing of HTTP, which is then refused.</summary>
    internal HttpService? Http { get; }

    /// <summary>Null: it says nothing of WebSocket, which is then refused.</summary>
    internal WsService? Ws { get; }
#endif

    internal PolicyLimits Limits => _limits;

    /// <summary>Reads a policy. Throws <see cref="LuaFault"/>, which says where in the document it is at fault.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">What relative paths in it start from; empty: the working directory.</param>
    public static Policy Parse(ReadOnlyMemory<byte> json, string name, string folder)
    {
        try
        {
            return Read(json, folder);
        }
        catch (PolicyError error)
        {
            throw error.In(name);
        }
    }

    /// <inheritdoc cref="Parse"/>
    /// <remarks>Throws <see cref="PolicyError"/>.</remarks>
    internal static Policy Read(ReadOnlyMemory<byte> json, string folder)
    {
        if (json.Length > DocumentMaximum)
            throw new PolicyError(Status.Syntax, new TextPosition(1, 1), $"over {Quantity.Bytes(DocumentMaximum)}, the longest that a policy may be");
        return new Policy(new PolicyReader(json), folder);
    }

    /// <summary>What to make a VM with: what is asked for goes before what the policy says. Throws <see cref="LuaFault"/>.</summary>
    public VmOptions Apply(in VmOptions asked)
    {
        CheckServices();
        return Combine(asked);
    }

    /// <summary>The same, also where this library lacks a service that the policy names.</summary>
    internal VmOptions Combine(in VmOptions asked)
    {
        var preset = _limits.PresetOr(asked.Preset);
        return asked with
        {
            Profile = asked.Profile != Profile.Default ? asked.Profile : _limits.Profile,
            Preset = preset,
            Limits = asked.Limits.Over(_limits.Given.Over(Core.Limits.Of(preset))),
            Libraries = asked.Libraries != Libraries.All ? asked.Libraries : _limits.Libraries,
            ServiceTimeApart = asked.ServiceTimeApart || _limits.ServiceTimeApart,
            ServiceMs = asked.ServiceMs != 0 ? asked.ServiceMs : _limits.ServiceMs,
            Services = [.. asked.Services ?? [], .. _services, .. _stores.Services],
            Group = asked.Group ?? Group(),
        };
    }

    /// <summary>
    /// Gives scripts of VMs made from now on a store that is open, in place of one of that name. Throws <see cref="LuaFault"/>.
    /// </summary>
    public void Bind(string name, PersistentTable table) => _stores.Bind(name, table);

    /// <summary>No more VMs are made with it; its stores and connections close once those that were are freed.</summary>
    public void Dispose()
    {
        _stores.Dispose();
#if LUAVM_NETWORK
        Http?.Dispose();
#endif
    }

    private QuotaGroup? Group() => _group?.Ready();

    /// <summary>A VM without a service that its policy names would surprise its scripts.</summary>
    private void CheckServices()
    {
#if LUAVM_NETWORK
        string? missing = null;
#else
        var missing = Document.Http is not null ? "http" : Document.Ws is not null ? "ws" : null;
#endif
        missing ??= _stores.Missing;
        if (missing is null) return;
        throw new LuaFault(Status.Unsupported,
            $"the policy names \"{missing}\", but this library was built without the network; leave it out, or use a library with it");
    }
}
