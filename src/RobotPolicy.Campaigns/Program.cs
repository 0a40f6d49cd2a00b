using RobotPolicy.Campaigns.Cli;

return await CampaignCommandLine.Build().Parse(args).InvokeAsync().ConfigureAwait(false);
