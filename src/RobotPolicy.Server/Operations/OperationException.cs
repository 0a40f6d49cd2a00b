using System.Globalization;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations;

/// <summary>An operation was refused, with everything that an operator needs to know why. Nothing was done.</summary>
public sealed class OperationException : Exception
{
    private OperationException(OperationError error, string message)
        : base(message) => Error = error;

    /// <summary>What kind of refusal.</summary>
    public OperationError Error { get; }

    /// <summary>What stands in the way; with <see cref="OperationError.Precondition"/>.</summary>
    public StopCause Cause { get; private init; }

    /// <summary>Joint, camera or stop input to blame; empty where there is none.</summary>
    public string Culprit { get; private init; } = "";

    /// <summary>Who is in command.</summary>
    public ControlMode Mode { get; private init; }

    /// <summary>Wrong fields, or whatever does not fit one by one.</summary>
    public IReadOnlyList<FieldError> Fields { get; private init; } = [];

    /// <summary>The robot's state does not allow it.</summary>
    /// <param name="cause">What stands in the way.</param>
    /// <param name="culprit">Joint, camera or stop input to blame; empty where there is none.</param>
    /// <param name="mode">Who is in command.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="fields">What does not fit, one by one, where there is more to say than the advice does.</param>
    public static OperationException Precondition(
        StopCause cause, string culprit, ControlMode mode, string advice, IReadOnlyList<FieldError>? fields = null) =>
        new(OperationError.Precondition, advice) { Cause = cause, Culprit = culprit, Mode = mode, Fields = fields ?? [] };

    /// <summary>Fields are wrong.</summary>
    public static OperationException Invalid(params IReadOnlyList<FieldError> fields) =>
        new(OperationError.Invalid, string.Join("; ", fields.Select(f => $"{f.Field}: expected {f.Expected}, actual {f.Actual}")))
        {
            Fields = fields,
        };

    /// <summary>A field is wrong.</summary>
    public static OperationException Invalid(string field, string expected, object? actual) =>
        Invalid(new FieldError(field, expected, Convert.ToString(actual, CultureInfo.InvariantCulture) ?? "nothing"));

    /// <summary>There is nothing of that name.</summary>
    public static OperationException NotFound(string what, string name) =>
        new(OperationError.NotFound, $"There is no {what} '{name}'.");

    /// <summary>The same request id came with another content.</summary>
    public static OperationException AlreadyExists(string why) => new(OperationError.AlreadyExists, why);

    /// <summary>A bound is reached.</summary>
    public static OperationException Exhausted(string why) => new(OperationError.Exhausted, why);

    /// <summary>Another request overtook this one.</summary>
    public static OperationException Aborted(string why) => new(OperationError.Aborted, why);

    /// <summary>The control thread does not answer.</summary>
    public static OperationException Unavailable(string why) => new(OperationError.Unavailable, why);
}
