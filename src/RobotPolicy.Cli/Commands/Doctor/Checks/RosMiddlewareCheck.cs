namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>Which middleware the ROS nodes of this shell speak.</summary>
internal sealed class RosMiddlewareCheck : ICheck
{
    private const string Name = "ROS middleware";
    private const string Variable = "RMW_IMPLEMENTATION";
    private const string Met = "rmw_cyclonedds_cpp";
    private const string Command = $"export {Variable}={Met}";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var text = machine.Environment(Variable);
        if (string.IsNullOrEmpty(text))
            return [Finding.NotApplicable(Name, $"{Variable} is not set")];
        if (text == Met)
            return [Finding.Ok(Name, text)];
        return text.Contains("zenoh", StringComparison.Ordinal)
            ? [new Finding(Name, CheckState.Problem, text, "It does not speak DDS: nodes of this shell and the service never meet.", Command)]
            : [new Finding(Name, CheckState.Advice, text, $"Topics meet, but the services ~/stop, ~/hold and ~/reset are served to {Met} alone.", Command)];
    }
}
