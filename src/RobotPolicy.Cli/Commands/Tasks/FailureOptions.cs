using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Options of a start that say what follows from the failure monitor.</summary>
internal sealed class FailureOptions
{
    private readonly Option<string> _onAlarm = new("--on-alarm")
    {
        Description = "When the policy is likely to fail: inform (default), slow, hold and ask, handover to a human, retry (with --retries) from the safe pose.",
        HelpName = "response",
    };

    private readonly Option<double> _alarmSpeed = new("--alarm-speed") { Description = "Part of the speed with `--on-alarm slow`, 0.05 to 1 (0.3).", HelpName = "share" };

    private readonly Option<string> _onDegraded = new("--on-degraded")
    {
        Description = "When the monitor cannot tell: inform (default), hold and ask.",
        HelpName = "response",
    };

    /// <summary>The values are checked by the parser.</summary>
    public FailureOptions()
    {
        _onAlarm.AcceptOnlyFromAmong("inform", "slow", "hold", "handover", "retry");
        _onDegraded.AcceptOnlyFromAmong("inform", "hold");
    }

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_onAlarm);
        command.Add(_alarmSpeed);
        command.Add(_onDegraded);
    }

    /// <summary>What they state; null where they state nothing. Throws a usage error where two do not fit.</summary>
    public FailureResponse? Read(ParseResult parsed)
    {
        var (alarm, degraded) = (parsed.GetValue(_onAlarm), parsed.GetValue(_onDegraded));
        var hasSpeed = parsed.GetResult(_alarmSpeed) is { Implicit: false };
        if (hasSpeed && alarm != "slow")
            throw CommandException.Usage("--alarm-speed needs --on-alarm slow.");
        if (hasSpeed && parsed.GetValue(_alarmSpeed) is not (>= 0.05 and <= 1))
            throw CommandException.Usage("--alarm-speed: expected 0.05 to 1.");
        if (alarm is null && degraded is null)
            return null;
        return new FailureResponse
        {
            OnAlarm = alarm is null ? AlarmResponse.Unspecified : Enum.Parse<AlarmResponse>(alarm, ignoreCase: true),
            AlarmSpeed = parsed.GetValue(_alarmSpeed),
            OnDegraded = degraded is null ? DegradedResponse.Unspecified : Enum.Parse<DegradedResponse>(degraded, ignoreCase: true),
        };
    }
}
