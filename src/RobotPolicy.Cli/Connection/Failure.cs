using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>Why a call failed, as a sentence, and the exit code that says the same.</summary>
/// <param name="ExitCode">See <see cref="Output.ExitCode"/>.</param>
/// <param name="Code">The status code's name in snake_case.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Details">What the service says besides.</param>
internal sealed record Failure(int ExitCode, string Code, string Message, StatusDetails Details)
{
    /// <summary>Explains a failed call.</summary>
    public static Failure Of(RpcException failure, ConnectionSettings settings)
    {
        var details = StatusDetails.Of(failure);
        var exit = failure.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.DeadlineExceeded => Output.ExitCode.Unreachable,
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => Output.ExitCode.NotAuthorised,
            _ => Output.ExitCode.Refused,
        };
        return new Failure(exit, Words.Snake(failure.StatusCode.ToString()), Sentence(failure, settings, details), details);
    }

    /// <summary>Lines for people: the sentence, then what the service says besides.</summary>
    public string Text()
    {
        var text = new StringBuilder($"robotctl: {Message}");
        if (Details.Info is { } info)
        {
            if (Words.Cause(info.Cause, info.Culprit) is { Length: > 0 } cause)
                text.Append($"\n  cause:  {cause}");
            if (info.Mode != ControlMode.Unspecified)
                text.Append($"\n  mode:   {Words.Of(info.Mode)}");
            if (info.Advice.Length > 0 && !Message.Contains(info.Advice.TrimEnd('.'), StringComparison.Ordinal))
                text.Append($"\n  advice: {info.Advice}");
        }

        foreach (var field in Details.BadFields)
            text.Append($"\n  {field.Field}: expected {field.Expected}, got {field.Actual}");
        return text.ToString();
    }

    /// <summary>The same for programs.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", Code);
        json.WriteString("message", Message);
        json.WriteNumber("exit_code", ExitCode);
        json.WritePropertyName("info");
        if (Details.Info is { } info)
            MessageJson.Write(json, info);
        else
            json.WriteNullValue();
        json.WriteStartArray("bad_fields");
        foreach (var field in Details.BadFields)
            MessageJson.Write(json, field);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Sentence(RpcException failure, ConnectionSettings settings, StatusDetails details)
    {
        var said = failure.Status.Detail.Trim().TrimEnd('.');
        var local = failure.Status.DebugException;
        return failure.StatusCode switch
        {
            StatusCode.Unavailable when local is not null => $"cannot reach the robot at {Address(settings)}: {Reason(local)}.",
            StatusCode.Unavailable => $"the service at {Address(settings)} is not available: {said}.",
            StatusCode.DeadlineExceeded => $"the robot at {Address(settings)} did not answer within {Words.Seconds(settings.Timeout.TotalSeconds)} (--timeout).",
            StatusCode.Unauthenticated => $"not authenticated: {Said(said, "the service does not know this token or certificate")}. "
                + (settings.Token is null ? "Give a token with --token-file or ROBOTCTL_TOKEN." : "Is the token right, and not expired?"),
            StatusCode.PermissionDenied => $"not allowed: {Said(said, "the role is too low, or somebody else holds the lease")}.",
            StatusCode.InvalidArgument when details.BadFields.Count > 0 => "the request is wrong.",
            StatusCode.InvalidArgument => $"the request is wrong: {said}.",
            StatusCode.FailedPrecondition when details.Info is { Advice.Length: > 0 } info => $"refused: {info.Advice.TrimEnd('.')}.",
            StatusCode.FailedPrecondition => $"refused: {Said(said, "the robot's state does not allow it")}.",
            StatusCode.NotFound => $"not found: {said}.",
            StatusCode.AlreadyExists => $"refused: {Said(said, "the request id was used with another content")}.",
            StatusCode.ResourceExhausted => $"refused: {Said(said, "the service is busy")}. Nothing was done.",
            StatusCode.Aborted => $"another request overtook this one: {said}.",
            StatusCode.Unimplemented => $"the service at {Address(settings)} does not know this command: {said}.",
            _ => $"the call failed ({Words.Of(failure.StatusCode)}): {said}.",
        };
    }

    private static string Address(ConnectionSettings settings) => settings.Endpoint.GetLeftPart(UriPartial.Authority);

    private static string Said(string said, string otherwise) => said.Length > 0 ? said : otherwise;

    private static string Reason(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nobody listens there; is the service running, and is the address right (--endpoint)";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return "there is no such host";
                case SocketException socket:
                    return socket.SocketErrorCode == SocketError.TimedOut ? "no answer" : $"network error {Words.Of(socket.SocketErrorCode)}";
                case AuthenticationException:
                    return "its certificate is not trusted (--ca, --fingerprint), or it does not accept ours (--cert)";
                case TimeoutException:
                    return "no answer";
                default:
                    break;
            }
        }

        return exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "no TLS was agreed on; does the service speak http"
            : "the connection broke; http or https, and the right port";
    }
}
