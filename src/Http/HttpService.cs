using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>
/// The module <c>http</c> under one policy. Its connections are closed once it is disposed of and the last VM that was given
/// it is freed.
/// </summary>
public sealed class HttpService : IService, IDisposable
{
    private int _disposed;

    /// <param name="rules">What is allowed.</param>
    /// <param name="network">Where connections come from; null: the process's.</param>
    public HttpService(HttpRules rules, INetwork? network = null) =>
        Client = new HttpClientService(rules, network ?? ProcessNetwork.Current);

    /// <summary>For hosts that ask under the same policy.</summary>
    internal HttpClientService Client { get; }

    public void Attach(ServiceHost host)
    {
        Client.Hold();
        var attached = 1;
        var module = new HttpModule(Client, host);
        host.OnReset(() =>
        {
            module.Forget();
            if (host.Vm.IsFreed && Interlocked.Exchange(ref attached, 0) == 1) Client.Release();
        });
        host.Function("http.get", module.Get);
        host.Function("http.post", module.Post);
        host.Function("http.request", module.Request);
        host.OnRunEnd(module.EndRun);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) Client.Release();
    }
}
