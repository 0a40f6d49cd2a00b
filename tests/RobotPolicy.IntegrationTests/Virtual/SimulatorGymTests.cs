using RobotPolicy.Campaigns;
using RobotPolicy.Campaigns.Virtual;

namespace RobotPolicy.IntegrationTests.Virtual;

public sealed class SimulatorGymTests
{
    private const int Width = 64;
    private const int Height = 48;

    private static readonly double[] Aside = [0.3, 0.0760, 0.2253, 0, 1.2695, 0, 0.02];

    [Fact]
    public void Step_SameSeedAndCommands_SameStatesToTheLastBit()
    {
        using var gym = Gym.Start();

        var first = Walk(gym, seed: 7);
        var second = Walk(gym, seed: 7);
        var other = Walk(gym, seed: 8);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(0.3, first[^1], 0.02);
    }

    [Fact]
    public void Draw_MomentThatHasPassed_IsThePictureOfThatMoment()
    {
        using var gym = Gym.Start();
        gym.Reset(3);
        gym.Step(50, Aside);
        var then = Draw(gym, camera: 1, age: 0);
        gym.Step(30, Aside);

        Assert.Equal(then, Draw(gym, camera: 1, age: 30));
        Assert.NotEqual(then, Draw(gym, camera: 1, age: 0));
        Assert.NotEqual(then, Draw(gym, camera: 0, age: 30));
    }

    [Theory]
    [InlineData(2, 0, "camera: expected 0…1, actual 2")]
    [InlineData(0, 51, "age: expected 0…50, actual 51")]
    public void Draw_ValueOutOfRange_EndsWithOneClearLine(int camera, int age, string expected)
    {
        using var gym = Gym.Start();
        gym.Reset(3);
        gym.Step(50, Aside);

        Assert.Contains(expected, Assert.Throws<CampaignException>(() => Draw(gym, camera, age)).Message);
    }

    [Fact]
    public void Step_CommandThatIsNotFinite_EndsWithOneClearLine()
    {
        using var gym = Gym.Start();
        gym.Reset(3);

        var thrown = Assert.Throws<CampaignException>(() => gym.Step(5, [0, 0, 0, double.NaN, 0, 0, 0]));

        Assert.Contains("must be finite", thrown.Message);
    }

    private static double[] Walk(SimulatorGym gym, int seed)
    {
        gym.Reset(seed);
        var states = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            gym.Step(5, Aside);
            states.AddRange(gym.Velocities);
            states.AddRange(gym.Positions[1..]);
            states.Add(gym.Positions[0]);
        }

        return [.. states];
    }

    private static byte[] Draw(SimulatorGym gym, int camera, int age)
    {
        var rgb = new byte[Width * Height * 3];
        gym.Draw(camera, Width, Height, age, rgb);
        return rgb;
    }
}
