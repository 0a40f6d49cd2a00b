using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Api;

/// <summary>Checks and translates what a task wants to follow from its failure monitor.</summary>
internal static class FailureCheck
{
    /// <summary>The plan; what is wrong with the message is noted, and the plan then meaningless.</summary>
    public static FailurePlan Run(RequestCheck check, FailureResponse? response)
    {
        if (response is null)
            return FailurePlan.Inform;
        check.That(Enum.IsDefined(response.OnAlarm), "on_failure.on_alarm", "a response", (int)response.OnAlarm);
        check.That(Enum.IsDefined(response.OnDegraded), "on_failure.on_degraded", "a response", (int)response.OnDegraded);
        if (response.AlarmSpeed != 0)
            check.Range("on_failure.alarm_speed", response.AlarmSpeed, FailurePlan.MinSpeed, 1);
        return new FailurePlan
        {
            OnAlarm = response.OnAlarm == AlarmResponse.Unspecified ? AlarmPlan.Inform : (AlarmPlan)(int)response.OnAlarm,
            Speed = response.AlarmSpeed == 0 ? FailurePlan.DefaultSpeed : response.AlarmSpeed,
            HoldsWhenDegraded = response.OnDegraded == DegradedResponse.Hold,
        };
    }
}
