namespace RobotPolicy.Control.Model;

/// <summary>Names what a number in the loop's status blames.</summary>
public static class Culprits
{
    /// <summary>Name of the joint, camera or stop input; empty where none is to blame.</summary>
    /// <param name="robot">The robot.</param>
    /// <param name="cause">What the number is an index into depends on it.</param>
    /// <param name="culprit">The index, or −1.</param>
    public static string Name(RobotDescription robot, StopCause cause, int culprit)
    {
        if (culprit < 0)
            return "";
        return cause switch
        {
            StopCause.CameraMissing or StopCause.CameraStale or StopCause.CameraInvalid when culprit < robot.Cameras.Count =>
                robot.Cameras[culprit].Name,
            StopCause.StopInput or StopCause.StopInputSilent => culprit < robot.StopInputs.Count ? robot.StopInputs[culprit] : "",
            _ when culprit < robot.Joints.Count => robot.Joints[culprit].Name,
            _ => "",
        };
    }
}
