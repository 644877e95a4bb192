using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>HTTP for the program itself, by the client and under the policies that scripts have. The calling thread
/// waits. Threads: any.</summary>
public static unsafe class LuaHttp
{
    /// <summary>Asks for a document.</summary>
    /// <param name="url">http: or https:.</param>
    /// <param name="options">null: none of them.</param>
    /// <inheritdoc cref="Request(string, string, HttpOptions?)"/>
    public static HttpAnswer Get(string url, HttpOptions? options = null) => Request("GET", url, options);

    /// <summary>Asks a server. Answers of 400 and above are answers.</summary>
    /// <param name="method">"GET", "POST", ...</param>
    /// <param name="url">http: or https:.</param>
    /// <param name="options">null: none of them.</param>
    /// <exception cref="InvalidArgumentException">No such URL, method or header can be.</exception>
    /// <exception cref="NetworkException">The server cannot be reached, or its answer is broken.</exception>
    /// <exception cref="LuaTimeoutException">It was not done in time.</exception>
    /// <exception cref="OutputLimitException">The body is over <see cref="HttpOptions.MaxBytes"/>.</exception>
    /// <exception cref="SandboxException">The policy forbids it.</exception>
    /// <exception cref="QuotaException">Too many requests wait in line already, or the memory of the process is used
    /// up.</exception>
    /// <exception cref="UnsupportedException">The library was built without the network.</exception>
    public static HttpAnswer Request(string method, string url, HttpOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        options ??= new HttpOptions();
        ReadOnlySpan<byte> place = Text.Strict.GetBytes(url), verb = Text.Strict.GetBytes(method);
        var fields = new HeaderFields(options.Headers);
        luavm_http_response* response;
        LuaStatus status;
        using var body = options.Body.Pin();
        fixed (byte* first = place, name = verb, texts = fields.Texts)
        fixed (luavm_http_field* array = fields.Array)
        {
            fields.Point(texts);
            var request = new luavm_http_request
            {
                struct_size = (uint)sizeof(luavm_http_request),
                flags = options.FollowRedirects ? 0 : Abi.LUAVM_HTTP_NO_REDIRECT,
                url = first,
                url_length = (nuint)place.Length,
                method = name,
                method_length = (nuint)verb.Length,
                fields = array,
                field_count = (nuint)fields.Array.Length,
                body = (byte*)body.Pointer,
                body_length = (nuint)options.Body.Length,
                timeout_ms = Limit.Milliseconds(options.Timeout),
                response_bytes = Limit.Amount(options.MaxBytes),
                policy = options.Policy?.Value ?? 0,
            };
            status = (LuaStatus)Abi.http_request(&request, &response);
        }
        GC.KeepAlive(options.Policy);
        if (response == null) throw LuaVmException.For(status);
        try
        {
            return status == LuaStatus.Ok
                ? Read(*response)
                : throw LuaVmException.For(new Failure(status, Text.Show(response->message)));
        }
        finally
        {
            _ = Abi.http_free(response);
        }
    }

    private static HttpAnswer Read(in luavm_http_response response)
    {
        var headers = new KeyValuePair<string, string>[checked((int)response.field_count)];
        for (var i = 0; i < headers.Length; i++)
            headers[i] = new(Latin(response.fields[i].name), Latin(response.fields[i].value));
        return new HttpAnswer
        {
            StatusCode = response.code,
            Url = Latin(response.url),
            Redirects = response.redirects,
            Headers = headers,
            Body = Text.Span(response.body).ToArray(),
        };
    }

    private static string Latin(luavm_bytes bytes) => Encoding.Latin1.GetString(Text.Span(bytes));
}
