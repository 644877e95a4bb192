namespace LuaVm.Http;

/// <summary>The lines of an answer: an iterator, which needs the answer also where scripts do not.</summary>
internal sealed class HttpLines : IDisposable
{
    internal HttpLines(HttpResponse response)
    {
        Response = response;
        response.Hold();
    }

    internal HttpResponse Response { get; }

    public void Dispose() => Response.Dispose();
}
