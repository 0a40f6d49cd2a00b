using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using ControlMode = RobotPolicy.Control.Model.ControlMode;
using RichStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;
using StopCause = RobotPolicy.Control.Model.StopCause;

namespace RobotPolicy.Server.Api;

/// <summary>
/// Errors of the operator's API, with the details that <c>types.proto</c> promises in the trailer <c>grpc-status-details-bin</c>
/// (a <c>google.rpc.Status</c>). Every method makes the exception that a service throws.
/// </summary>
public static class ApiErrors
{
    /// <summary>Name of the trailer that holds the details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    // Trailers share one header block, which clients bound (8 KiB is common); more than this helps nobody.
    private const int MaxBadFields = 16;
    private const int MaxQuote = 100;
    private const int MaxMessage = 500;

    /// <summary>FAILED_PRECONDITION: the robot's state does not allow it.</summary>
    /// <param name="cause">What stands in the way.</param>
    /// <param name="culprit">Joint, camera or stop input to blame; empty where there is none.</param>
    /// <param name="mode">Who is in command now.</param>
    /// <param name="advice">What to do about it, one sentence for a human.</param>
    /// <param name="fields">What does not fit, one by one, where there is more to say.</param>
    public static RpcException FailedPrecondition(
        StopCause cause, string culprit, ControlMode mode, string advice, params IReadOnlyList<BadField> fields)
    {
        var blamed = culprit.Length == 0 ? "" : $" ({culprit})";
        var info = new ErrorInfo { Cause = ToApi(cause), Culprit = culprit, Mode = ToApi(mode), Advice = advice };
        var what = cause == StopCause.None ? advice : $"{cause}{blamed} while {mode}: {advice}";
        return Create(StatusCode.FailedPrecondition, what, [info, .. fields.Take(MaxBadFields)]);
    }

    /// <summary>INVALID_ARGUMENT: each wrong field with what was expected and what came.</summary>
    public static RpcException Invalid(params BadField[] fields)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Length);
        var first = fields[0];
        var more = fields.Length == 1 ? "" : $" (and {fields.Length - 1} more)";
        return Create(
            StatusCode.InvalidArgument,
            $"{first.Field}: expected {first.Expected}, actual {first.Actual}{more}",
            [.. fields.Take(MaxBadFields)]);
    }

    /// <summary>One wrong field, for <see cref="Invalid"/>.</summary>
    /// <param name="field">Its path, as in <c>goal.pose.positions[3]</c>.</param>
    /// <param name="expected">What would be right.</param>
    /// <param name="actual">What came.</param>
    public static BadField Field(string field, string expected, object? actual) =>
        new()
        {
            Field = field,
            Expected = expected,
            Actual = OneLine(Convert.ToString(actual, CultureInfo.InvariantCulture) ?? "nothing", MaxQuote),
        };

    /// <summary>PERMISSION_DENIED: the role does not allow it, or somebody else holds the lease.</summary>
    public static RpcException Denied(string why) => Create(StatusCode.PermissionDenied, why);

    /// <summary>UNAUTHENTICATED: no credentials, or unknown or expired ones.</summary>
    public static RpcException Unauthenticated(string why) => Create(StatusCode.Unauthenticated, why);

    /// <summary>RESOURCE_EXHAUSTED: a bound is reached; nothing was done.</summary>
    public static RpcException Exhausted(string why) => Create(StatusCode.ResourceExhausted, why);

    /// <summary>NOT_FOUND.</summary>
    /// <param name="what">Kind of thing, as in "task".</param>
    /// <param name="name">The name that was asked for.</param>
    public static RpcException NotFound(string what, string name) => Create(StatusCode.NotFound, $"There is no {what} '{name}'.");

    /// <summary>ABORTED: another request overtook this one.</summary>
    public static RpcException Aborted(string why) => Create(StatusCode.Aborted, why);

    /// <summary>Any other status, with details of the service's own.</summary>
    public static RpcException Create(StatusCode code, string message, params IMessage[] details)
    {
        var text = OneLine(message, MaxMessage);
        var trailers = new Metadata();
        if (details.Length > 0)
        {
            var rich = new RichStatus { Code = (int)code, Message = text };
            rich.Details.AddRange(details.Select(Any.Pack));
            trailers.Add(DetailsTrailer, rich.ToByteArray());
        }

        return new RpcException(new Status(code, text), trailers);
    }

    /// <summary>The control loop's cause in the API's words; the values are the same.</summary>
    public static RobotPolicy.Api.V1.StopCause ToApi(StopCause cause) => (RobotPolicy.Api.V1.StopCause)(int)cause;

    /// <summary>The control loop's mode in the API's words, which keep 0 for "unspecified".</summary>
    public static RobotPolicy.Api.V1.ControlMode ToApi(ControlMode mode) => (RobotPolicy.Api.V1.ControlMode)((int)mode + 1);

    // What clients sent is quoted: it stays one line, short enough for a header, and valid Unicode.
    private static string OneLine(string text, int longest) =>
        string.Create(Math.Min(text.Length, longest), text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? ' ' : source[i];
        });
}
