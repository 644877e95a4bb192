using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>The module <c>http</c> under one policy.</summary>
public sealed class HttpService : IService
{
    /// <param name="rules">What is allowed.</param>
    /// <param name="network">Where connections come from; null: the process's.</param>
    public HttpService(HttpRules rules, INetwork? network = null) =>
        Client = new HttpClientService(rules, network ?? ProcessNetwork.Current);

    /// <summary>For hosts that ask under the same policy.</summary>
    internal HttpClientService Client { get; }

    public void Attach(ServiceHost host)
    {
        var module = new HttpModule(Client, host);
        host.Function("http.get", module.Get);
        host.Function("http.post", module.Post);
        host.Function("http.request", module.Request);
        host.OnRunEnd(module.EndRun);
        host.OnReset(module.Forget);
    }
}
