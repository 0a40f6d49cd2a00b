namespace RobotPolicy.Inference.Actions;

/// <summary>
/// A joint of which the network says only open or closed, in the policy's units. OpenVLA-OFT's gripper of LIBERO, −sign(2x − 1),
/// is threshold 0.5, 1 below and −1 above.
/// </summary>
/// <param name="Name">The policy's name of the joint.</param>
/// <param name="Threshold">Value of the de-normalised action from which on it counts as above.</param>
/// <param name="Below">Position for actions below the threshold.</param>
/// <param name="Above">Position for all others.</param>
internal sealed record BinaryJoint(string Name, double Threshold, double Below, double Above);
