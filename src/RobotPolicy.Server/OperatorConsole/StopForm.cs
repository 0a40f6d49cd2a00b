using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// A stop that a browser requests by itself, as it sends a form: it works while the page's script hangs, has not been loaded or has lost
/// its calls. As everywhere, whoever may look may stop. Not a safety function.
/// </summary>
internal static class StopForm
{
    private const int MaxBytes = 4096;

    /// <summary>Requests the stop that the form names, a protective one unless it says otherwise, and answers with a line for humans.</summary>
    public static async Task RunAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.ContentLength is not <= MaxBytes || !http.Request.HasFormContentType)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var services = http.RequestServices;
        var token = form["token"].ToString();
        var credentials = new Credentials(
            token.Length > 0 ? $"Bearer {token}" : null, http.Connection.ClientCertificate, http.Connection.RemoteIpAddress);
        if (services.GetRequiredService<Authenticator>().Authenticate(credentials, out var why) is not { } caller)
        {
            await AnswerAsync(http, StatusCodes.Status401Unauthorized, $"Not stopped: {why}").ConfigureAwait(false);
            return;
        }

        var kind = form["kind"].ToString() switch
        {
            "emergency" => StopKind.Emergency,
            "hold" => StopKind.Hold,
            _ => StopKind.Protective,
        };
        try
        {
            var report = await services.GetRequiredService<OperationsRoom>().Safety.StopAsync(kind, caller.Subject, "console").ConfigureAwait(false);
            var milliseconds = report.Reaction.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            await AnswerAsync(http, StatusCodes.Status200OK, $"The stop was taken after {milliseconds} ms.").ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            await AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, exception.Message).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext http, int status, string line)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync($"<!doctype html><title>Stop</title><p>{WebUtility.HtmlEncode(line)}</p>", http.RequestAborted);
    }
}
